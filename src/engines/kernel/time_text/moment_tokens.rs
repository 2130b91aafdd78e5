//! moment: texts by ISO 8601, RFC 2822 and the browser's own reader, and formats of tokens.
//!
//! Source of the rules: the documentation of moment's parsing and answers of moment 2.30.

use super::{BadFormat, browser_date, digits, iso, names};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil;
use fancy_regex::Regex;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

/// Date forms of ISO 8601 with the tokens that they mean, and whether a time may follow.
const ISO_DATES: &[(&str, &str, bool)] = &[
    (r"^[+-]\d{6}-\d\d-\d\d$", "YYYYYY-MM-DD", true),
    (r"^[+-]\d{6}-W\d\d(-\d)?$|^[+-]\d{6}-\d\d\d?$", "", false),
    (r"^\d{4}-\d\d-\d\d$", "YYYY-MM-DD", true),
    (r"^\d{4}-W\d\d-\d$", "GGGG-[W]WW-E", true),
    (r"^\d{4}-W\d\d$", "GGGG-[W]WW", false),
    (r"^\d{4}-\d{3}$", "YYYY-DDD", true),
    (r"^\d{4}-\d\d$", "YYYY-MM", false),
    (r"^[+-]\d{10}$", "YYYYYYMMDD", true),
    (r"^\d{8}$", "YYYYMMDD", true),
    (r"^\d{4}W\d{3}$", "GGGG[W]WWE", true),
    (r"^\d{4}W\d{2}$", "GGGG[W]WW", false),
    (r"^\d{7}$", "YYYYDDD", true),
    (r"^\d{6}$", "YYYYMM", false),
    (r"^\d{4}$", "YYYY", false),
];

static ISO_FORMS: LazyLock<Vec<(Regex, &str, bool)>> = LazyLock::new(|| {
    let compiled = |(form, tokens, time): &(&str, &'static str, bool)| Some((Regex::new(form).ok()?, *tokens, *time));
    ISO_DATES.iter().filter_map(compiled).collect()
});

thread_local! {
    /// Formats that were compiled on this thread.
    static COMPILED: RefCell<HashMap<String, Rc<Vec<Token>>>> = RefCell::new(HashMap::new());
}

static EXTENDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\s*((?:[+-][0-9]{6}|[0-9]{4})-(?:[0-9]{2}-[0-9]{2}|W[0-9]{2}-[0-9]|W[0-9]{2}|[0-9]{3}|[0-9]{2}))",
        r"(?:(T| )([0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)?)([+-][0-9]{2}(?::?[0-9]{2})?|\s*Z)?)?$"
    ))
    .ok()
});

static BASIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\s*((?:[+-][0-9]{6}|[0-9]{4})(?:[0-9]{4}|W[0-9]{3}|W[0-9]{2}|[0-9]{3}|[0-9]{2}|))",
        r"(?:(T| )([0-9]{2}(?:[0-9]{2}(?:[0-9]{2}(?:[.,][0-9]+)?)?)?)([+-][0-9]{2}(?::?[0-9]{2})?|\s*Z)?)?$"
    ))
    .ok()
});

static MAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s)?(\d{1,2})\s(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s",
        r"(\d{2,4})\s(\d\d):(\d\d)(?::(\d\d))?\s(?:(UT|GMT|[ECMP][SD]T)|([Zz])|([+-]\d{4}))$"
    ))
    .ok()
});

/// What tokens find.
#[derive(Debug, Default, Clone)]
struct Found {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    week_year: Option<i64>,
    week: Option<i64>,
    /// Monday 1.
    weekday: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    millis: i64,
    evening: Option<bool>,
    offset: Option<i32>,
    instant: Option<f64>,
    any: bool,
    invalid: bool,
}

/// A text without format.
pub fn read(text: &str, _request: &ReadRequest) -> Reading {
    if let Some(reading) = read_iso(text) {
        return reading;
    }
    if let Some(reading) = mail(text) {
        return reading;
    }
    // What is left goes to the browser; only the instant is kept.
    browser_date::read(text)
}

/// The same where texts without offset are UTC: what is left to the browser is read as if it said so.
pub fn read_in_utc(text: &str, request: &ReadRequest) -> Reading {
    match read(text, request) {
        Reading::Rejected(..) => Reading::rejected(format!("invalid date: {text:?}")),
        _ if read_iso(text).is_none() && mail(text).is_none() => browser_date::read(&format!("{text} UTC")),
        reading => reading,
    }
}

/// `None` if the text is in none of the forms.
fn read_iso(text: &str) -> Option<Reading> {
    let captures = [&EXTENDED, &BASIC]
        .into_iter()
        .find_map(|form| form.as_ref().and_then(|form| form.captures(text).ok().flatten()))?;
    let part = |at: usize| captures.get(at).map(|found| found.as_str());
    let date = part(1)?;
    let (_, tokens, with_time) = ISO_FORMS.iter().find(|(form, ..)| form.is_match(date).unwrap_or(false))?;
    let mut format = (*tokens).to_owned();
    if tokens.is_empty() {
        return None;
    }
    if let Some(time) = part(3) {
        if !with_time {
            return None;
        }
        let colons = time.contains(':');
        let whole = time.split(['.', ',']).next().unwrap_or("");
        let digits = whole.bytes().filter(u8::is_ascii_digit).count();
        let clock = ["HH", "mm", "ss"].iter().take(digits / 2).copied().collect::<Vec<_>>();
        format += part(2).unwrap_or("T");
        format += &clock.join(if colons { ":" } else { "" });
        if let Some(point) = time.chars().find(|c| *c == '.' || *c == ',') {
            format.push(point);
            format += "SSSS";
        }
        if part(4).is_some() {
            format.push('Z');
        }
    }
    let tokens = COMPILED.with_borrow_mut(|compiled| {
        if let Some(tokens) = compiled.get(&format) {
            return Some(Rc::clone(tokens));
        }
        let tokens = Rc::new(tokens_of(&format).ok()?);
        compiled.insert(format, Rc::clone(&tokens));
        Some(tokens)
    })?;
    Some(apply(&tokens, text))
}

fn mail(text: &str) -> Option<Reading> {
    // Comments in brackets and doubled blanks go first.
    let mut plain = String::new();
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = (depth - 1).max(0),
            _ if depth > 0 => {}
            c if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            c => plain.push(c),
        }
    }
    let plain = plain.trim();
    let captures = MAIL.as_ref()?.captures(plain).ok().flatten()?;
    let part = |at: usize| captures.get(at).map(|found| found.as_str());
    let number = |at: usize| part(at).and_then(|text| text.parse::<i64>().ok());
    let year = match number(4)? {
        year @ 0..=49 => year + 2000,
        year @ 50..=999 => year + 1900,
        year => year,
    };
    let month = names::place(&names::MONTHS, part(3)?)? as u32 + 1;
    let days = civil::days(year, month, number(2)?);
    if let Some(weekday) = part(1).and_then(|name| names::place(&names::WEEKDAYS, name))
        && weekday as i64 != civil::weekday_from_monday(days)
    {
        return Some(Reading::rejected("the weekday is not that of the date"));
    }
    let offset = match (part(8), part(10)) {
        (Some(name), _) => names::MAIL_ZONES.iter().find(|(known, _)| *known == name)?.1 * 3600,
        (_, Some(text)) => {
            let value: i32 = text.parse().ok()?;
            value / 100 * 3600 + value % 100 * 60
        }
        _ => 0,
    };
    if number(5)? > 23 || number(6)? > 59 || number(7).unwrap_or(0) > 59 {
        return Some(Reading::rejected("a part of the time is out of its range"));
    }
    let seconds = days * 86_400 + number(5)? * 3600 + number(6)? * 60 + number(7).unwrap_or(0);
    Some(Reading::utc(seconds - i64::from(offset), 0))
}

/// A token and the expression of what it takes; text in brackets and other signs are taken as they are.
#[derive(Debug)]
struct Token {
    name: String,
    regex: Regex,
    known: bool,
}

/// Any word, perhaps with digits before it.
const WORD: &str =
    r"(?i)[0-9]{0,256}['a-z\u{a0}-\u{5ff}\u{700}-\u{d7ff}\u{f900}-\u{fdcf}\u{fdf0}-\u{ff07}\u{ff10}-\u{ffef}]{1,256}";

/// Tokens and the expressions that they take where a text need not follow the format strictly.
const TOKENS: &[(&str, &str)] = &[
    ("YYYYYY", r"[+-]?[0-9]{1,6}"),
    ("YYYYY", r"[+-]?[0-9]{1,6}"),
    ("YYYY", r"[0-9]{1,4}"),
    ("YY", r"[0-9]{1,2}"),
    ("Y", r"[+-]?[0-9]+"),
    ("GGGG", r"[0-9]{1,4}"),
    ("GG", r"[0-9]{1,2}"),
    ("MMMM", WORD),
    ("MMM", WORD),
    ("MM", r"[0-9]{1,2}"),
    ("Mo", r"[0-9]{1,2}(?:th|st|nd|rd)"),
    ("M", r"[0-9]{1,2}"),
    ("DDDD", r"[0-9]{3}"),
    ("DDD", r"[0-9]{1,3}"),
    ("DD", r"[0-9]{1,2}"),
    ("Do", r"[0-9]{1,2}(?:th|st|nd|rd)?"),
    ("D", r"[0-9]{1,2}"),
    ("WW", r"[0-9]{1,2}"),
    ("W", r"[0-9]{1,2}"),
    ("dddd", WORD),
    ("ddd", WORD),
    ("E", r"[0-9]{1,2}"),
    ("Q", r"[0-9]"),
    ("HH", r"[0-9]{1,2}"),
    ("H", r"[0-9]{1,2}"),
    ("hh", r"[0-9]{1,2}"),
    ("h", r"[0-9]{1,2}"),
    ("kk", r"[0-9]{1,2}"),
    ("k", r"[0-9]{1,2}"),
    ("mm", r"[0-9]{1,2}"),
    ("m", r"[0-9]{1,2}"),
    ("ss", r"[0-9]{1,2}"),
    ("s", r"[0-9]{1,2}"),
    ("a", r"(?i)[ap]\.?m?\.?"),
    ("A", r"(?i)[ap]\.?m?\.?"),
    ("ZZ", r"(?i)Z|[+-][0-9]{2}(?::?[0-9]{2})?"),
    ("Z", r"(?i)Z|[+-][0-9]{2}(?::?[0-9]{2})?"),
    ("x", r"[+-]?[0-9]+"),
    ("X", r"[+-]?[0-9]+(?:\.[0-9]{1,3})?"),
];

/// Formats that stand for others in English.
const LONG: &[(&str, &str)] = &[
    ("LLLL", "dddd, MMMM D, YYYY h:mm A"),
    ("LLL", "MMMM D, YYYY h:mm A"),
    ("LL", "MMMM D, YYYY"),
    ("LTS", "h:mm:ss A"),
    ("LT", "h:mm A"),
    ("L", "MM/DD/YYYY"),
];

const KNOWN: &str = "tokens are YYYY YY M MM MMM MMMM D DD Do DDD DDDD ddd dddd H HH h hh k kk m mm s ss S... A a Z ZZ x X Q \
GGGG W WW E and L LL LT ..., and text in [brackets]";

fn tokens_of(format: &str) -> Result<Vec<Token>, BadFormat> {
    let mut tokens = Vec::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        if let Some((name, long)) = LONG.iter().find(|(name, _)| rest.starts_with(name)) {
            tokens.extend(tokens_of(long)?);
            rest = &rest[name.len()..];
            continue;
        }
        let run = rest.bytes().take_while(|b| *b == b'S').count().min(9);
        let (name, pattern, known) = if c == '[' && rest.contains(']') {
            let end = rest.find(']').unwrap_or(0) + 1;
            (&rest[..end], fancy_regex::escape(&rest[1..end - 1]).into_owned(), false)
        } else if run > 0 {
            let pattern = if run <= 3 { "[0-9]{1,3}" } else { "[0-9]+" }.to_owned();
            (&rest[..run], pattern, true)
        } else if let Some((name, pattern)) = TOKENS.iter().find(|(name, _)| rest.starts_with(name)) {
            (&rest[..name.len()], (*pattern).to_owned(), true)
        } else if c.is_ascii_alphabetic() && c != 'T' {
            let at = format.len() - rest.len();
            return Err(BadFormat::unknown(&c.to_string(), format, at, KNOWN));
        } else {
            let length = c.len_utf8();
            (&rest[..length], fancy_regex::escape(&rest[..length]).into_owned(), false)
        };
        let regex = Regex::new(&pattern).map_err(|_| BadFormat::new("the format cannot be compiled", KNOWN))?;
        tokens.push(Token { name: name.to_owned(), regex, known });
        rest = &rest[name.len()..];
    }
    Ok(tokens)
}

struct Format(Vec<Token>);

impl ReadTime for Format {
    fn read(&self, text: &str) -> Reading {
        apply(&self.0, text)
    }
}

/// Compiles a format.
///
/// # Errors
/// Letters that are no token.
pub fn compile(format: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    Ok(Box::new(Format(tokens_of(format)?)))
}

/// Every token takes the first piece of what is left that fits it; what lies between is skipped.
fn apply(tokens: &[Token], text: &str) -> Reading {
    let mut rest = text;
    let mut found = Found::default();
    for token in tokens {
        let Ok(Some(piece)) = token.regex.find(rest) else { continue };
        let taken = piece.as_str();
        let end = piece.end();
        if token.known {
            found.any = true;
            take(&token.name, taken, &mut found);
        }
        rest = &rest[end..];
    }
    finish(&found).unwrap_or_else(|| Reading::rejected(format!("invalid date: {text:?}")))
}

fn take(name: &str, text: &str, found: &mut Found) {
    let number = || {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let value = digits.parse::<i64>().unwrap_or(i64::MAX / 100);
        if text.starts_with('-') { -value } else { value }
    };
    let two = |value: i64| value + if value > 68 { 1900 } else { 2000 };
    match name {
        "YYYY" if text.len() == 2 => found.year = Some(two(number())),
        "YY" => found.year = Some(two(number())),
        "Y" | "YYYY" | "YYYYY" | "YYYYYY" => found.year = Some(number()),
        "GG" => found.week_year = Some(two(number())),
        "GGGG" => found.week_year = Some(number()),
        "M" | "MM" | "Mo" => found.month = Some(number()),
        "MMM" | "MMMM" => {
            found.month = names::prefix(&names::MONTHS, text, true).map(|(at, _)| at as i64 + 1);
            found.invalid |= found.month.is_none();
        }
        "Q" => found.month = Some((number() - 1) * 3 + 1),
        "D" | "DD" | "Do" => found.day = Some(number()),
        "DDD" | "DDDD" => found.day_of_year = Some(number()),
        "W" | "WW" => found.week = Some(number()),
        "E" => found.weekday = Some(number()),
        "ddd" | "dddd" => {
            let weekday = names::prefix(&names::WEEKDAYS, text, true).map(|(at, _)| at as i64 + 1);
            found.invalid |= weekday.is_none();
            found.weekday = found.weekday.or(weekday);
        }
        "H" | "HH" | "h" | "hh" => found.hour = number(),
        "k" | "kk" => found.hour = if number() == 24 { 0 } else { number() },
        "m" | "mm" => found.minute = number(),
        "s" | "ss" => found.second = number(),
        "a" | "A" => found.evening = Some(text.to_ascii_lowercase().starts_with('p')),
        "Z" | "ZZ" => {
            let offset = offset(text);
            // Places lie from twelve hours west to fourteen hours east.
            found.invalid |= !(-43_200..=50_400).contains(&offset);
            found.offset = Some(offset);
        }
        "x" => found.instant = text.parse::<f64>().ok(),
        "X" => found.instant = text.parse::<f64>().ok().map(|seconds| seconds * 1000.0),
        _ => {
            let value: f64 = format!("0.{text}").parse().unwrap_or(0.0);
            found.millis = (value * 1000.0) as i64;
        }
    }
}

fn offset(text: &str) -> i32 {
    let digits: Vec<i32> = text.chars().filter_map(|c| digits::digit(c).map(|value| value as i32)).collect();
    let at = |index: usize| digits.get(index).copied().unwrap_or(0);
    let total = (at(0) * 10 + at(1)) * 3600 + (at(2) * 10 + at(3)) * 60;
    if text.starts_with('-') { -total } else { total }
}

fn finish(found: &Found) -> Option<Reading> {
    if let Some(millis) = found.instant {
        let millis = millis as i64;
        return Some(Reading::utc(millis.div_euclid(1000), millis.rem_euclid(1000) as u32 * 1_000_000));
    }
    if !found.any || found.invalid {
        return None;
    }
    let mut hour = found.hour;
    if let Some(evening) = found.evening {
        hour = match (evening, hour) {
            (true, ..12) => hour + 12,
            (false, 12) => 0,
            _ => hour,
        };
    }
    let midnight = hour == 24 && (found.minute, found.second, found.millis) == (0, 0, 0);
    if hour > 23 && !midnight || found.minute > 59 || found.second > 59 {
        return None;
    }
    let days = date(found)?;
    let seconds = days * 86_400 + hour * 3600 + found.minute * 60 + found.second;
    let nanos = u32::try_from(found.millis).ok()? * 1_000_000;
    // The offset is gone after reading: values are instants.
    Some(match found.offset {
        Some(offset) => Reading::utc(seconds - i64::from(offset), nanos),
        None => Reading::Wall(seconds, nanos),
    })
}

fn date(found: &Found) -> Option<i64> {
    let today = super::today();
    if (found.week.is_some() || found.week_year.is_some()) && found.month.is_none() && found.day.is_none() {
        let week = found.week.unwrap_or(1);
        let year = found.week_year.or(found.year).unwrap_or(today.0);
        let weekday = found.weekday.unwrap_or(1);
        if !(1..=iso::weeks_in_year(year)).contains(&week) || !(1..=7).contains(&weekday) {
            return None;
        }
        return Some(iso::iso_week_start(year) + (week - 1) * 7 + weekday - 1);
    }
    // What stands before the largest part that is there is that of today; what stands behind it is the first.
    let nothing = found.year.is_none() && found.month.is_none() && found.day.is_none();
    let year = found.year.unwrap_or(today.0);
    if let Some(day) = found.day_of_year {
        let length = 365 + i64::from(civil::is_leap(year));
        return (1..=length).contains(&day).then(|| civil::days(year, 1, day));
    }
    let inherits = found.year.is_none();
    let month = found.month.unwrap_or(if inherits && found.day.is_some() || nothing { i64::from(today.1) } else { 1 });
    let day = found.day.unwrap_or(if nothing { i64::from(today.2) } else { 1 });
    let month = u32::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    if day < 1 || day > i64::from(civil::days_in_month(year, month)) {
        return None;
    }
    let days = civil::days(year, month, day);
    let agrees = found.weekday.is_none_or(|weekday| weekday == civil::weekday_from_monday(days) + 1);
    agrees.then_some(days)
}
