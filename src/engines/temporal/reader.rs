//! Texts of the Temporal proposal: ISO 8601 with annotations in brackets.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::iso::{self, COMMON, Dialect, Digits, Leap, Offset};
use crate::engines::kernel::time_text::{How, Reader};

static ISO: Dialect = Dialect {
    separators: b"Tt ",
    basic: true,
    signed_year: 6,
    least_time: 1,
    comma: true,
    fraction: Digits { min: 1, max: 9, kept: 9, round: false },
    offset: Offset { utc: b"Zz", hours_only: true, no_colon: true, seconds: true, ..COMMON.offset },
    leap: Leap::Clamp,
    range: (-271_821, 275_760),
    ..COMMON
};

/// The type that a text is written for; types by name.
pub static READER: Reader = Reader {
    auto: &[How::Own(auto)],
    named: &[
        ("Instant", &[How::Own(instant)]),
        ("Instant.from", &[How::Own(instant)]),
        ("PlainDateTime", &[How::Own(plain)]),
        ("PlainDateTime.from", &[How::Own(plain)]),
        ("ZonedDateTime", &[How::Own(zoned)]),
        ("ZonedDateTime.from", &[How::Own(zoned)]),
    ],
    format: None,
};

fn failed(text: &str) -> Reading {
    Reading::rejected(format!("invalid ISO 8601 string: {text}"))
}

/// The text before its annotations, and the zone that one of them names. A year with a sign has six digits.
fn annotated(text: &str) -> Option<(&str, Option<&str>)> {
    if text.starts_with(['+', '-']) {
        let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
        if !matches!(digits, 6 | 10) || text.starts_with("-000000") {
            return None;
        }
    }
    let Some(start) = text.find('[') else { return Some((text, None)) };
    let (main, mut rest) = text.split_at(start);
    let mut zone = None;
    let mut first = true;
    while !rest.is_empty() {
        let end = rest.find(']')?;
        let inner = rest.strip_prefix('[')?.get(..end - 1)?;
        let (critical, inner) = inner.strip_prefix('!').map_or((false, inner), |inner| (true, inner));
        match inner.split_once('=') {
            None if first => zone = Some(inner),
            Some(("u-ca", value)) => {
                if value != "iso8601" && value != "gregory" {
                    return None;
                }
            }
            Some((key, _))
                if !critical
                    && key.bytes().all(|b| b.is_ascii_lowercase() || b"_-".contains(&b) || b.is_ascii_digit()) => {}
            _ => return None,
        }
        first = false;
        rest = &rest[end + 1..];
    }
    Some((main, zone))
}

/// With a zone in brackets a `ZonedDateTime`, with an offset an `Instant`, else a `PlainDateTime`.
fn auto(text: &str, request: &ReadRequest) -> Reading {
    let Some((main, zone)) = annotated(text) else { return failed(text) };
    if zone.is_some() {
        return zoned(text, request);
    }
    match scan(main) {
        Reading::Rejected(..) => failed(text),
        reading => reading,
    }
}

/// Any blanks may stand between date and time.
fn scan(text: &str) -> Reading {
    let blanks = text.find("  ").map(|at| (at, text[at..].len() - text[at..].trim_start_matches(' ').len()));
    match blanks {
        Some((at, count)) => iso::read(&format!("{} {}", &text[..at], &text[at + count..]), &ISO),
        None => iso::read(text, &ISO),
    }
}

fn instant(text: &str, _request: &ReadRequest) -> Reading {
    match annotated(text).map(|(main, _)| scan(main)) {
        Some(Reading::AtOffset(seconds, nanos, offset)) => Reading::utc(seconds - i64::from(offset), nanos),
        _ => failed(text),
    }
}

/// An offset is left aside; `Z` is refused.
fn plain(text: &str, _request: &ReadRequest) -> Reading {
    let Some((main, _)) = annotated(text) else { return failed(text) };
    match scan(main) {
        Reading::AtOffset(seconds, nanos, _) if !main.ends_with(['Z', 'z']) => Reading::Wall(seconds, nanos),
        Reading::Wall(seconds, nanos) => Reading::Wall(seconds, nanos),
        _ => failed(text),
    }
}

/// An offset must be one that the zone has at that time, except `Z`, which only names the instant.
fn zoned(text: &str, _request: &ReadRequest) -> Reading {
    let Some((main, Some(zone))) = annotated(text) else { return failed(text) };
    match scan(main) {
        Reading::Wall(seconds, nanos) => Reading::InZone(seconds, nanos, zone.into(), None),
        Reading::AtOffset(seconds, nanos, 0) if main.ends_with(['Z', 'z']) => {
            Reading::InZone(seconds, nanos, zone.into(), Some(0))
        }
        Reading::AtOffset(seconds, nanos, offset) => {
            let zones: Result<chrono_tz::Tz, _> = zone.parse();
            let agrees = zones.is_ok_and(|tz| {
                use chrono::{Offset as _, TimeZone as _};
                crate::engines::kernel::civil::reading(seconds - i64::from(offset), 0)
                    .is_some_and(|utc| tz.offset_from_utc_datetime(&utc).fix().local_minus_utc() == offset)
            });
            if agrees {
                Reading::InZone(seconds, nanos, zone.into(), Some(offset))
            } else {
                Reading::rejected(format!("the offset is invalid for {zone} at that time"))
            }
        }
        other => other,
    }
}
