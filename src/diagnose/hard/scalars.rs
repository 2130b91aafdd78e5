//! Texts, times and numbers on which libraries part, in the shape of a text that is given.

use chrono::{Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

/// A name, what it is, and the text.
type Made = (String, String, String);

/// Texts of the shape of one: times for a time, numbers for a number, else texts for tokenizers and normalizers.
pub fn like(text: &str, zone: &str) -> Vec<Made> {
    if let Some(format) = time_format(text) {
        return times(zone).into_iter().map(|(name, what, time)| (name, what, written(time, format))).collect();
    }
    if text.trim().parse::<f64>().is_ok() {
        return owned(NUMBERS);
    }
    let mut texts = owned(TEXTS);
    texts.push(("long".into(), "600 words".into(), "parity of tokens ".repeat(200)));
    texts
}

fn owned(made: &[(&str, &str, &str)]) -> Vec<Made> {
    made.iter().map(|(name, what, text)| ((*name).into(), (*what).into(), (*text).into())).collect()
}

const NUMBERS: &[(&str, &str, &str)] = &[
    ("thousands", "a separator of thousands", "1,234.5"),
    ("exponent", "an exponent", "1e3"),
    ("minus-zero", "minus zero", "-0.0"),
    ("nan", "not a number, in letters", "NaN"),
    ("na", "a missing value, in letters", "NA"),
    ("null", "a missing value, in letters", "null"),
    ("empty", "nothing", ""),
    ("spaces", "spaces around a number", " 12 "),
    ("large", "a whole number beyond 2 to the 53rd", "9007199254740993"),
    ("tenth", "a fraction that no float holds", "0.1"),
    ("negative", "a negative number", "-2.5"),
    ("infinity", "infinity", "inf"),
    ("half", "exactly between two whole numbers", "2.5"),
];

const TEXTS: &[(&str, &str, &str)] = &[
    ("spaces", "spaces at both ends and two in a row", "  two  words \n"),
    ("digits", "long runs of digits", "3333+777 12345678"),
    ("accents", "composed and decomposed accents", "na\u{ef}ve cafe\u{301} \u{c5}ngstr\u{f6}m"),
    ("dotted-i", "letters whose case depends on the language", "\u{130}stanbul STRASSE \u{df} \u{3a3}\u{391}\u{3a3}"),
    (
        "wide",
        "full-width letters, a ligature, an ideographic space",
        "\u{ff21}\u{ff22}\u{ff23}\u{3000}\u{fb01}n \u{2460}",
    ),
    ("emoji", "emoji of several code points", "\u{1f469}\u{200d}\u{1f4bb} \u{1f44d}\u{1f3fd} \u{2764}\u{fe0f}"),
    ("chinese", "a script without spaces", "\u{6211}\u{7231}\u{4f60}\u{3002}\u{6771}\u{4eac}"),
    ("controls", "control and invisible characters", "a\u{0}b\u{ad}c\u{200b}d\u{feff}e\tf\r\ng"),
    ("special", "text that looks like special tokens", "<|endoftext|> [SEP] </s> <s>"),
    ("apostrophes", "straight and curly apostrophes, capitals", "DON'T don\u{2019}t I'LL we've"),
    ("empty", "nothing", ""),
    ("one-space", "one space", " "),
];

/// How a time is written, as `strftime` has it; `%s` and `%3s` are seconds and milliseconds since 1970.
fn time_format(text: &str) -> Option<&'static str> {
    const FORMATS: [&str; 9] = [
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
        "%d/%m/%Y %H:%M:%S",
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y %H:%M:%S",
        "%m/%d/%Y %H:%M",
    ];
    const DATES: [&str; 3] = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y"];
    let text = text.trim();
    let found = FORMATS.into_iter().find(|format| NaiveDateTime::parse_from_str(text, format).is_ok());
    let dated = || DATES.into_iter().find(|format| NaiveDate::parse_from_str(text, format).is_ok());
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let epoch = || match text.len() {
        9 | 10 if digits => Some("%s"),
        12 | 13 if digits => Some("%3s"),
        _ => None,
    };
    found.or_else(dated).or_else(epoch)
}

fn written(time: NaiveDateTime, format: &str) -> String {
    match format {
        "%3s" => time.and_utc().timestamp_millis().to_string(),
        "%s" => time.and_utc().timestamp().to_string(),
        format => time.format(format).to_string(),
    }
}

/// Wall times that do not exist or come twice in the zone, and the edges of the calendar.
fn times(zone: &str) -> Vec<(String, String, NaiveDateTime)> {
    let at = |y, m, d, hour, minute, second| {
        NaiveDate::from_ymd_opt(y, m, d).and_then(|date| date.and_hms_opt(hour, minute, second))
    };
    let mut all: Vec<(String, String, NaiveDateTime)> = Vec::new();
    let mut add = |name: &str, what: &str, time: Option<NaiveDateTime>| {
        all.extend(time.map(|time| (name.to_owned(), what.to_owned(), time)));
    };
    let zone: Option<Tz> = zone.parse().ok();
    let (gap, fold) = zone.map_or((None, None), clock_changes);
    add("gap", "a wall time that does not exist", gap.or_else(|| at(2024, 3, 10, 2, 30, 0)));
    add("fold", "a wall time that comes twice", fold.or_else(|| at(2024, 11, 3, 1, 30, 0)));
    add("winter", "a day in January", at(2024, 1, 15, 12, 0, 0));
    add("summer", "a day in July", at(2024, 7, 3, 23, 59, 59));
    add("midnight", "just after midnight", at(2024, 7, 1, 0, 0, 1));
    add("first-week", "a Sunday at the turn of the year", at(2023, 1, 1, 10, 0, 0));
    add("last-week", "a Monday in week 1 of the next year", at(2024, 12, 30, 10, 0, 0));
    add("leap-day", "a leap day", at(2024, 2, 29, 6, 7, 8));
    add("before-1970", "before 1970", at(1969, 12, 31, 23, 59, 58));
    add("lmt", "before standard time", at(1880, 6, 1, 12, 0, 0));
    add("far", "beyond 2037", at(2045, 7, 1, 12, 0, 0));
    add("ambiguous-day", "a day that is also a month", at(2024, 5, 6, 7, 8, 9));
    all
}

/// A wall time of 2024 that the zone skips, and one that it has twice.
fn clock_changes(zone: Tz) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
    let (mut gap, mut fold) = (None, None);
    let mut time = NaiveDate::from_ymd_opt(2024, 1, 1).and_then(|date| date.and_hms_opt(0, 0, 0));
    for _ in 0..366 * 48 {
        let Some(now) = time else { break };
        match zone.from_local_datetime(&now) {
            LocalResult::None if gap.is_none() => gap = Some(now),
            LocalResult::Ambiguous(..) if fold.is_none() => fold = Some(now),
            _ => {}
        }
        time = now.checked_add_signed(Duration::minutes(30));
    }
    (gap, fold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_have_the_shape_of_what_is_given() {
        let made = like("2024-05-06 07:08:09", "Europe/Berlin");
        let of = |name: &str| made.iter().find(|made| made.0 == name).map(|made| made.2.as_str());
        assert_eq!((of("gap"), of("fold")), (Some("2024-03-31 02:00:00"), Some("2024-10-27 02:00:00")));
        assert!(like("1715000000", "UTC").iter().any(|made| made.2 == "-2"));
        assert!(like("12.5", "UTC").iter().any(|made| made.2 == "1,234.5"));
        assert!(like("hello", "UTC").iter().any(|made| made.0 == "emoji"));
    }
}
