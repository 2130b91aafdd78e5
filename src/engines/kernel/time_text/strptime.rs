//! `strptime` formats of Python and its relatives: every directive is a row with the expression that it matches.
//!
//! Source of the rules: the library reference of Python's `datetime` (format codes) and answers of `CPython` 3.11. The
//! expressions are tried as written, from left to right and longest row first, as the library does; a text must end where
//! the match does.

use super::{BadFormat, Parts, digits, iso, names};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil;
use fancy_regex::{Captures, Regex};

/// What differs between libraries that share the language.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// Most digits of `%f`.
    pub fraction: usize,
    /// `%Z` also takes names of zones of the database, and the time is read in them.
    pub zone_names: bool,
    /// Seconds 60 and 61 run over into the next minute; else they are refused.
    pub leap: bool,
    /// Week 53 is refused in years that have none; else it runs over into the next year.
    pub strict_weeks: bool,
}

/// Directives and what they match; the names of months and the like are added by [`expression`].
const DIRECTIVES: &[(char, &str)] = &[
    ('d', r"3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9]"),
    ('H', r"2[0-3]|[0-1]\d|\d"),
    ('I', r"1[0-2]|0[1-9]|[1-9]"),
    ('G', r"\d\d\d\d"),
    ('j', r"36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9]"),
    ('m', r"1[0-2]|0[1-9]|[1-9]"),
    ('M', r"[0-5]\d|\d"),
    ('S', r"6[0-1]|[0-5]\d|\d"),
    ('U', r"5[0-3]|[0-4]\d|\d"),
    ('W', r"5[0-3]|[0-4]\d|\d"),
    ('w', r"[0-6]"),
    ('u', r"[1-7]"),
    ('V', r"5[0-3]|0[1-9]|[1-4]\d|\d"),
    ('y', r"\d\d"),
    ('Y', r"\d\d\d\d"),
    ('z', r"[+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:\.\d{1,6})?)?|(?-i:Z)"),
    ('p', r"am|pm"),
];

/// Directives that stand for others.
const COMPOSED: &[(char, &str)] = &[('c', "%a %b %d %H:%M:%S %Y"), ('x', "%m/%d/%y"), ('X', "%H:%M:%S")];

const KNOWN: &str = "directives are %a %A %b %B %c %d %f %G %H %I %j %m %M %p %S %u %U %V %w %W %x %X %y %Y %z %Z %%";

fn expression(directive: char, dialect: Dialect) -> Option<String> {
    let long_first = |list: &[&'static str]| {
        let mut list = list.to_vec();
        list.sort_by_key(|name| std::cmp::Reverse(name.len()));
        list.join("|")
    };
    let shorts = |list: &[&'static str]| list.iter().map(|name| names::short(name)).collect::<Vec<_>>().join("|");
    Some(match directive {
        'f' => format!("[0-9]{{1,{}}}", dialect.fraction),
        'A' => long_first(&names::WEEKDAYS),
        'a' => shorts(&names::WEEKDAYS),
        'B' => long_first(&names::MONTHS),
        'b' => shorts(&names::MONTHS),
        'Z' if dialect.zone_names => r"[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+)*".to_owned(),
        'Z' => "utc|gmt".to_owned(),
        _ => return DIRECTIVES.iter().find(|(name, _)| *name == directive).map(|(_, text)| (*text).to_owned()),
    })
}

/// A compiled format.
struct Strptime {
    regex: Regex,
    directives: Vec<char>,
    dialect: Dialect,
}

/// Compiles a format.
///
/// # Errors
/// Unknown and repeated directives, and combinations that the library refuses.
pub fn compile(format: &str, dialect: Dialect) -> Result<Box<dyn ReadTime>, BadFormat> {
    let mut written = String::new();
    let mut chars = format.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '%' {
            written.push(c);
            continue;
        }
        let next = chars.next().map(|(_, c)| c);
        if let Some((_, composed)) = next.and_then(|next| COMPOSED.iter().find(|(name, _)| *name == next)) {
            written.push_str(composed);
        } else {
            written.push('%');
            written.extend(next);
            if next.is_none() {
                return Err(BadFormat::unknown("%", format, at, "a per cent sign itself is written %%"));
            }
        }
    }
    let mut pattern = String::from("(?i)^");
    let mut directives = Vec::new();
    let mut chars = written.chars().peekable();
    while let Some(c) = chars.next() {
        if is_space(c) {
            while chars.next_if(|c| is_space(*c)).is_some() {}
            pattern.push_str(r"[\s\x1c-\x1f]+");
        } else if c == '%' {
            let directive = chars.next().unwrap_or('%');
            if directive == '%' {
                pattern.push('%');
                continue;
            }
            let piece = format!("%{directive}");
            let at = format.find(&piece).unwrap_or(0);
            let Some(text) = expression(directive, dialect) else {
                return Err(BadFormat::unknown(&piece, format, at, KNOWN));
            };
            if directives.contains(&directive) {
                return Err(BadFormat::new(format!("{piece} stands twice"), "each directive may stand once"));
            }
            directives.push(directive);
            pattern.push_str(&format!("(?P<{directive}>{text})"));
        } else {
            pattern.push_str(&fancy_regex::escape(c.encode_utf8(&mut [0; 4])));
        }
    }
    check(&directives)?;
    let regex = Regex::new(&pattern)
        .map_err(|_| BadFormat::new("the format cannot be compiled", "shorten the text between the directives"))?;
    Ok(Box::new(Strptime { regex, directives, dialect }))
}

/// For rows of engines: microseconds, no zone names.
///
/// # Errors
/// As [`compile`].
pub fn python(format: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    compile(format, Dialect { fraction: 6, zone_names: false, leap: false, strict_weeks: false })
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// Combinations of week directives that name no day.
fn check(directives: &[char]) -> Result<(), BadFormat> {
    let has = |c: char| directives.contains(&c);
    let weekday = has('A') || has('a') || has('w') || has('u');
    if has('G') && has('j') || has('V') && has('Y') {
        let hint = "use %Y with %j, and %G with %V and a weekday";
        return Err(BadFormat::new("a year of ISO weeks does not go with this directive", hint));
    }
    if has('G') != has('V') || has('G') && !weekday {
        return Err(BadFormat::new("%G and %V need each other and a weekday", "write for example %G-W%V-%u"));
    }
    Ok(())
}

impl ReadTime for Strptime {
    fn read(&self, text: &str) -> Reading {
        let Ok(Some(found)) = self.regex.captures(text) else {
            return Reading::rejected(format!("time data {text:?} does not match the format"));
        };
        let end = found.get(0).map_or(0, |all| all.end());
        if end != text.len() {
            return Reading::rejected(format!("unconverted data remains: {:?}", &text[end..]));
        }
        self.parts(&found).unwrap_or_else(|| Reading::rejected("a part of the date or time is out of its range"))
    }
}

/// What the directives of one text gave, before it is put together.
#[derive(Default)]
struct Found {
    parts: Parts,
    year: Option<i64>,
    iso_year: Option<i64>,
    iso_week: Option<i64>,
    /// A week of the year, and whether it begins on Monday.
    week: Option<(i64, bool)>,
    /// Monday 0.
    weekday: Option<i64>,
    day_of_year: Option<i64>,
    hour12: Option<u32>,
    zone: Option<String>,
}

impl Strptime {
    fn parts(&self, captures: &Captures<'_>) -> Option<Reading> {
        let mut found = Found::default();
        let text = |c: char| captures.name(c.encode_utf8(&mut [0; 4])).map(|found| found.as_str());
        for directive in &self.directives {
            let Some(text) = text(*directive) else { continue };
            self.take(*directive, text, &mut found)?;
        }
        if let Some(hour) = found.hour12 {
            let evening = text('p').is_some_and(|half| half.eq_ignore_ascii_case("pm"));
            found.parts.time.0 = hour % 12 + if evening { 12 } else { 0 };
        }
        let over = if self.dialect.leap { found.parts.time.2.saturating_sub(59) } else { 0 };
        found.parts.time.2 -= over;
        Some(match finish(found, self.dialect.strict_weeks)? {
            Reading::Wall(seconds, nanos) => Reading::Wall(seconds + i64::from(over), nanos),
            Reading::AtOffset(seconds, nanos, offset) => Reading::AtOffset(seconds + i64::from(over), nanos, offset),
            Reading::InZone(seconds, nanos, zone, offset) => {
                Reading::InZone(seconds + i64::from(over), nanos, zone, offset)
            }
            other => other,
        })
    }

    fn take(&self, directive: char, text: &str, found: &mut Found) -> Option<()> {
        let number = || digits::number(text.trim_start());
        match directive {
            'Y' => found.year = Some(i64::from(number()?)),
            'y' => {
                let year = i64::from(number()?);
                found.year = Some(year + if year <= 68 { 2000 } else { 1900 });
            }
            'G' => found.iso_year = Some(i64::from(number()?)),
            'm' => found.parts.month = number()?,
            'b' | 'B' => found.parts.month = names::place(&names::MONTHS, text)? as u32 + 1,
            'd' => found.parts.day = number()?,
            'j' => found.day_of_year = Some(i64::from(number()?)),
            'a' | 'A' => found.weekday = Some(names::place(&names::WEEKDAYS, text)? as i64),
            'w' => found.weekday = Some((i64::from(number()?) + 6) % 7),
            'u' => found.weekday = Some(i64::from(number()?) - 1),
            'U' => found.week = Some((i64::from(number()?), false)),
            'W' => found.week = Some((i64::from(number()?), true)),
            'V' => found.iso_week = Some(i64::from(number()?)),
            'H' => found.parts.time.0 = number()?,
            'I' => found.hour12 = Some(number()?),
            'M' => found.parts.time.1 = number()?,
            'S' => found.parts.time.2 = number()?,
            'f' => found.parts.nanos = number()? * 10_u32.pow(9 - text.len() as u32),
            'z' => found.parts.offset = Some(offset(text)?),
            'Z' if self.dialect.zone_names => found.zone = Some(text.to_owned()),
            _ => {}
        }
        Some(())
    }
}

/// Seconds east of UTC; a fraction of a second in an offset is dropped.
fn offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let colon = text.as_bytes().get(3) == Some(&b':');
    let digits: String = text.chars().skip(1).take_while(|c| *c != '.').filter(|c| *c != ':').collect();
    // The colons must be all there or all missing.
    let colons = text.matches(':').count();
    if digits.len() == 6 && colons != if colon { 2 } else { 0 } {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse::<i32>().ok());
    let total = part(0)? * 3600 + part(2)? * 60 + part(4)?;
    (total < 86_400).then_some(if text.starts_with('-') { -total } else { total })
}

fn finish(mut found: Found, strict_weeks: bool) -> Option<Reading> {
    let leap_day_alone = found.year.is_none() && found.parts.month == 2 && found.parts.day == 29;
    found.parts.year = found.year.unwrap_or(1900);
    if leap_day_alone {
        return None;
    }
    let mut day_of_year = found.day_of_year;
    if let (None, Some(weekday)) = (day_of_year, found.weekday) {
        if let (Some((week, monday)), Some(year)) = (found.week, found.year) {
            day_of_year = Some(day_of_week(year, week, weekday, monday));
        } else if let (Some(year), Some(week)) = (found.iso_year, found.iso_week) {
            if strict_weeks && week > iso::weeks_in_year(year) {
                return None;
            }
            let date = civil::date(iso::iso_week_start(year) + (week - 1) * 7 + weekday);
            (found.parts.year, found.parts.month, found.parts.day) = date;
        }
    }
    if let Some(day) = day_of_year {
        let date = civil::date(civil::days(found.parts.year, 1, day));
        (found.parts.year, found.parts.month, found.parts.day) = date;
    }
    if !(1..=9999).contains(&found.parts.year) {
        return None;
    }
    match (found.parts.reading(), found.zone) {
        (Reading::Rejected(..), _) => None,
        (Reading::Wall(seconds, nanos), Some(zone)) => Some(Reading::InZone(seconds, nanos, zone.into(), None)),
        (reading, _) => Some(reading),
    }
}

/// The day of the year of a weekday (Monday 0) in a week that counts from the first Sunday or Monday.
fn day_of_week(year: i64, week: i64, weekday: i64, monday: bool) -> i64 {
    let first = civil::weekday_from_monday(civil::days(year, 1, 1));
    let (first, weekday) = if monday { (first, weekday) } else { ((first + 1) % 7, (weekday + 1) % 7) };
    let first_week = (7 - first) % 7;
    if week == 0 { 1 + weekday - first } else { 1 + first_week + 7 * (week - 1) + weekday }
}
