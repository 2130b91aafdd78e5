//! `str.to_datetime()`: the order of day, month and year is told by trying formats, and formats of chrono.

use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::time_text::{BadFormat, How, Reader, crates};
use fancy_regex::Regex;
use std::sync::LazyLock;

/// Inference, and formats.
pub static READER: Reader =
    Reader { auto: &[How::Own(infer)], named: &[("to_datetime", &[How::Own(infer)])], format: Some(compile) };

const CLOCKS: &[&str] = &["%H:%M:%S%.f", "%H%M%S%.f", "%H:%M", "%H%M"];

/// One order of day, month and year.
struct Family {
    formats: Vec<Box<dyn ReadTime>>,
    /// What a text must look like unless the first format takes it at once.
    looks: Option<Regex>,
}

/// The families in the order in which they are tried: day first, year first, year first with an offset.
static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    let year_first = |separator: char| format!("%Y{separator}%m{separator}%d");
    let day_first = |separator: char| format!("%d{separator}%m{separator}%Y");
    let year_month_day = r"(?:\d{4,})[-/\.]?(?P<month>[01]?\d{1})[-/\.]?(?:\d{1,2})";
    let clock = r"(?:[T ](?:\d{1,2}):?(?:\d{1,2})(?::?(?:\d{1,2})(?:\.(?:\d{1,9}))?)?)?";
    let long_clock = r"[T ](?:\d{2}):?(?:\d{2})(?::?(?:\d{2})(?:\.(?:\d{1,9}))?)?(?:[+-](?:\d{2})(?::?\d{2})?|Z)";
    let day_month_year = r"(?:\d{1,2})[-/\.](?P<month>[01]?\d{1})[-/\.](?:\d{4,})";
    let mut year = formats(&year_first, "", true);
    year.push("%Y%m%dT%H%M%S%.f".to_owned());
    let mut aware = formats(&year_first, "%#z", false);
    aware.push("%+".to_owned());
    vec![
        Family::new(&formats(&day_first, "", true), &format!("{day_month_year}{clock}")),
        Family::new(&year, &format!("{year_month_day}{clock}")),
        Family::new(&aware, &format!("{year_month_day}{long_clock}")),
    ]
});

fn formats(date: &dyn Fn(char) -> String, offset: &str, alone: bool) -> Vec<String> {
    let mut formats = Vec::new();
    for separator in ['-', '/', '.'] {
        let date = date(separator);
        for between in ['T', ' '] {
            formats.extend(CLOCKS.iter().map(|clock| format!("{date}{between}{clock}{offset}")));
        }
        if alone {
            formats.push(date);
        }
    }
    formats
}

impl Family {
    fn new(formats: &[String], looks: &str) -> Self {
        let request = ReadRequest::default();
        let formats = formats.iter().filter_map(|format| crates::chrono_format(format, &request).ok()).collect();
        Self { formats, looks: Regex::new(&format!("^['\"]?{looks}['\"]?$")).ok() }
    }

    fn read(&self, text: &str) -> Option<Reading> {
        self.formats.iter().map(|format| format.read(text)).find(|reading| !matches!(reading, Reading::Rejected(..)))
    }

    fn inferable(&self, text: &str) -> bool {
        let captures = self.looks.as_ref().and_then(|looks| looks.captures(text).ok().flatten());
        let month = captures.and_then(|found| found.name("month")?.as_str().parse::<u32>().ok());
        month.is_some_and(|month| (1..=12).contains(&month))
    }
}

fn infer(text: &str, _request: &ReadRequest) -> Reading {
    let failed = || Reading::rejected(format!("could not find an appropriate format to parse {text:?}"));
    let Some((family, reading)) = FAMILIES.iter().find_map(|family| Some((family, family.read(text)?))) else {
        return failed();
    };
    let first = family.formats.first().map(|format| format.read(text));
    match first {
        Some(Reading::Rejected(..)) | None if family.inferable(text) => micros(reading),
        Some(Reading::Rejected(..)) | None => failed(),
        Some(reading) => micros(reading),
    }
}

/// Microseconds, cut; a leap second is the second after it.
fn micros(reading: Reading) -> Reading {
    let cut =
        |seconds: i64, nanos: u32| (seconds + i64::from(nanos / 1_000_000_000), nanos % 1_000_000_000 / 1000 * 1000);
    match reading {
        Reading::Wall(seconds, nanos) => {
            let (seconds, nanos) = cut(seconds, nanos);
            Reading::Wall(seconds, nanos)
        }
        // Values keep no offset: they are shown in UTC.
        Reading::AtOffset(seconds, nanos, offset) => {
            let (seconds, nanos) = cut(seconds, nanos);
            Reading::utc(seconds - i64::from(offset), nanos)
        }
        other => other,
    }
}

struct Format(Box<dyn ReadTime>);

impl ReadTime for Format {
    fn read(&self, text: &str) -> Reading {
        micros(self.0.read(text))
    }
}

fn compile(format: &str, request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    Ok(Box::new(Format(crates::chrono_format(format, request)?)))
}
