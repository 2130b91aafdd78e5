//! English names of months and weekdays, and the abbreviations of time zones that old formats of mail know.

/// January to December.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Monday to Sunday.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The first three letters of a name.
pub fn short(name: &'static str) -> &'static str {
    &name[..3]
}

/// The entry that is this name, or these three letters of one, without regard to case: its place from 0.
pub fn place(names: &[&'static str], text: &str) -> Option<usize> {
    names.iter().position(|name| name.eq_ignore_ascii_case(text) || short(name).eq_ignore_ascii_case(text))
}

/// The entry whose name, or else whose first three letters, begin the text without regard to case: its place from 0 and
/// the length that was taken.
pub fn prefix(names: &[&'static str], text: &str, long: bool) -> Option<(usize, usize)> {
    let begins = |name: &str| text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    names
        .iter()
        .position(|name| long && begins(name))
        .map(|at| (at, names[at].len()))
        .or_else(|| names.iter().position(|name| begins(short(name))).map(|at| (at, 3)))
}

/// Abbreviations with one meaning in mail: hours east of UTC.
pub const MAIL_ZONES: &[(&str, i32)] = &[
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];
