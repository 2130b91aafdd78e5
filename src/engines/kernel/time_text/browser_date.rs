//! `Date.parse` of V8: first the ISO forms of ECMAScript, then whatever words and numbers can be made a date of.
//!
//! Source of the rules: ECMA-262, Date Time String Format, and answers of Node.js 20 for the forms beyond it.

use super::names;
use crate::engines::capability::Reading;
use crate::engines::kernel::civil;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    /// A number and its digits.
    Number(i64, usize),
    Symbol(u8),
    Word(Word),
    Blank,
    Other,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    Month(i64),
    Half(i64),
    /// Hours east of UTC; the length of the word.
    Zone(i64, usize),
    Separator,
    Unknown,
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    next: Token,
}

impl Scanner {
    fn new(text: &str) -> Self {
        let mut scanner = Self { chars: text.chars().collect(), at: 0, next: Token::End };
        scanner.next = scanner.scan();
        scanner
    }

    fn take(&mut self) -> Token {
        let token = self.next;
        self.next = self.scan();
        token
    }

    fn skip(&mut self, symbol: u8) -> bool {
        let there = self.next == Token::Symbol(symbol);
        if there {
            self.take();
        }
        there
    }

    /// A number of exactly so many digits comes next.
    fn fixed(&self, digits: usize) -> Option<i64> {
        match self.next {
            Token::Number(value, length) if length == digits => Some(value),
            _ => None,
        }
    }

    fn scan(&mut self) -> Token {
        let Some(&c) = self.chars.get(self.at) else { return Token::End };
        if c.is_ascii_digit() {
            return self.number();
        }
        if matches!(c, ':' | '-' | '+' | '.' | ')') {
            self.at += 1;
            return Token::Symbol(c as u8);
        }
        if c >= 'A' && !c.is_whitespace() && c != '\u{feff}' {
            let start = self.at;
            while self.chars.get(self.at).is_some_and(|c| *c >= 'A' && !c.is_whitespace()) {
                self.at += 1;
            }
            return Token::Word(word(&self.chars[start..self.at]));
        }
        self.at += 1;
        if c == '(' {
            let mut depth = 1;
            while depth > 0 && self.at < self.chars.len() {
                depth += match self.chars[self.at] {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                self.at += 1;
            }
            return Token::Other;
        }
        if c.is_whitespace() || c == '\u{feff}' { Token::Blank } else { Token::Other }
    }

    /// Leading zeros count as digits but not as significant ones; of those only nine are kept.
    fn number(&mut self) -> Token {
        let start = self.at;
        while self.chars.get(self.at) == Some(&'0') {
            self.at += 1;
        }
        let (mut value, mut significant) = (0_i64, 0);
        while let Some(digit) = self.chars.get(self.at).and_then(|c| c.to_digit(10)) {
            if significant < 9 {
                value = value * 10 + i64::from(digit);
            }
            significant += 1;
            self.at += 1;
        }
        Token::Number(value, self.at - start)
    }
}

fn word(chars: &[char]) -> Word {
    let text: String = chars.iter().map(char::to_ascii_lowercase).collect();
    let head: String = text.chars().take(3).collect();
    if let Some(month) = names::MONTHS.iter().position(|name| names::short(name).eq_ignore_ascii_case(&head)) {
        return Word::Month(month as i64 + 1);
    }
    match text.as_str() {
        "am" => Word::Half(0),
        "pm" => Word::Half(12),
        "t" => Word::Separator,
        "z" => Word::Zone(0, 1),
        _ => names::MAIL_ZONES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&text))
            .map_or(Word::Unknown, |(_, hours)| Word::Zone(i64::from(*hours), chars.len())),
    }
}

#[derive(Default)]
struct Composer {
    days: Vec<i64>,
    named_month: Option<i64>,
    iso: bool,
    times: Vec<i64>,
    half: Option<i64>,
    zone: Zone,
}

#[derive(Default)]
struct Zone {
    sign: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
}

impl Zone {
    fn set(&mut self, hours: i64) {
        *self = Self { sign: Some(if hours < 0 { -1 } else { 1 }), hour: Some(hours.abs()), minute: Some(0) };
    }

    fn is_utc(&self) -> bool {
        self.hour == Some(0) && self.minute == Some(0)
    }
}

impl Composer {
    fn add_day(&mut self, value: i64) -> bool {
        let room = self.days.len() < 3;
        if room {
            self.days.push(value);
        }
        room
    }

    fn add_time(&mut self, value: i64) -> bool {
        let room = self.times.len() < 4;
        if room {
            self.times.push(value);
        }
        room
    }

    /// The last part of a time, wherever it stands: the rest is zero.
    fn add_last(&mut self, value: i64) {
        self.add_time(value);
        while self.times.len() < 4 {
            self.times.push(0);
        }
    }

    fn expects(&self, value: i64) -> bool {
        match self.times.len() {
            1 | 2 => (0..60).contains(&value),
            3 => (0..1000).contains(&value),
            _ => false,
        }
    }
}

/// Reads a text.
pub fn read(text: &str) -> Reading {
    parse(text).unwrap_or_else(|| Reading::rejected(format!("invalid date: {text:?}")))
}

fn parse(text: &str) -> Option<Reading> {
    let mut scanner = Scanner::new(text);
    let mut composer = Composer::default();
    let mut token = iso(&mut scanner, &mut composer)?;
    let mut has_number = !composer.days.is_empty();
    while token != Token::End {
        legacy(token, &mut scanner, &mut composer, &mut has_number)?;
        token = scanner.take();
    }
    finish(&composer)
}

/// As far as the ISO form goes: the first token that does not belong to it, `None` if the text cannot be a date at all.
fn iso(scanner: &mut Scanner, composer: &mut Composer) -> Option<Token> {
    if let Token::Symbol(sign @ (b'+' | b'-')) = scanner.next {
        let token = scanner.take();
        let Some(year) = scanner.fixed(6).filter(|year| sign == b'+' || *year != 0) else {
            if scanner.fixed(6).is_some() {
                scanner.take();
            }
            return Some(token);
        };
        scanner.take();
        composer.add_day(if sign == b'-' { -year } else { year });
    } else if let Some(year) = scanner.fixed(4) {
        scanner.take();
        composer.add_day(year);
    } else {
        return Some(scanner.take());
    }
    for most in [12, 31] {
        if !scanner.skip(b'-') {
            break;
        }
        let Some(value) = scanner.fixed(2).filter(|value| (1..=most).contains(value)) else {
            return Some(scanner.take());
        };
        scanner.take();
        composer.add_day(value);
    }
    if scanner.next == Token::Word(Word::Separator) {
        scanner.take();
        iso_time(scanner, composer)?;
        iso_offset(scanner, composer)?;
        if scanner.next != Token::End {
            return None;
        }
    } else if scanner.next != Token::End {
        return Some(scanner.take());
    }
    if composer.times.is_empty() {
        composer.zone.set(0);
    }
    composer.iso = true;
    Some(Token::End)
}

fn iso_time(scanner: &mut Scanner, composer: &mut Composer) -> Option<()> {
    let hour = scanner.fixed(2).filter(|hour| *hour <= 24)?;
    let below = |value: i64| if hour == 24 { value == 0 } else { value < 60 };
    composer.add_time(hour);
    scanner.take();
    if !scanner.skip(b':') {
        return None;
    }
    composer.add_time(scanner.fixed(2).filter(|minute| below(*minute))?);
    scanner.take();
    if scanner.skip(b':') {
        composer.add_time(scanner.fixed(2).filter(|second| below(*second))?);
        scanner.take();
        if scanner.skip(b'.') {
            let Token::Number(value, length) = scanner.take() else { return None };
            if hour == 24 && value > 0 {
                return None;
            }
            composer.add_time(millis(value, length));
        }
    }
    Some(())
}

fn iso_offset(scanner: &mut Scanner, composer: &mut Composer) -> Option<()> {
    match scanner.next {
        Token::Word(Word::Zone(0, 1)) => {
            scanner.take();
            composer.zone.set(0);
        }
        Token::Symbol(sign @ (b'+' | b'-')) => {
            scanner.take();
            let (hour, minute) = if let Some(both) = scanner.fixed(4) {
                (both / 100, both % 100)
            } else {
                let hour = scanner.fixed(2)?;
                scanner.take();
                if !scanner.skip(b':') {
                    return None;
                }
                (hour, scanner.fixed(2)?)
            };
            scanner.take();
            if hour > 23 || minute > 59 {
                return None;
            }
            let sign = if sign == b'-' { -1 } else { 1 };
            composer.zone = Zone { sign: Some(sign), hour: Some(hour), minute: Some(minute) };
        }
        _ => {}
    }
    Some(())
}

/// The first three digits of a fraction.
fn millis(value: i64, length: usize) -> i64 {
    match length {
        1 => value * 100,
        2 => value * 10,
        3 => value,
        _ => value / 10_i64.pow(length.min(9) as u32 - 3),
    }
}

fn legacy(token: Token, scanner: &mut Scanner, composer: &mut Composer, has_number: &mut bool) -> Option<()> {
    match token {
        Token::Number(value, _) => {
            *has_number = true;
            legacy_number(value, scanner, composer)
        }
        Token::Word(word) => legacy_word(word, scanner, composer, *has_number),
        Token::Symbol(sign @ (b'+' | b'-')) if composer.zone.is_utc() || !composer.times.is_empty() => {
            *has_number = true;
            legacy_offset(sign, scanner, composer)
        }
        Token::Symbol(b'+' | b'-' | b')') if *has_number => None,
        _ => Some(()),
    }
}

fn legacy_number(value: i64, scanner: &mut Scanner, composer: &mut Composer) -> Option<()> {
    if scanner.skip(b':') {
        if scanner.skip(b':') {
            if !composer.times.is_empty() {
                return None;
            }
            composer.add_time(value);
            composer.add_time(0);
        } else {
            if !composer.add_time(value) {
                return None;
            }
            scanner.skip(b'.');
        }
    } else if scanner.skip(b'.') && composer.expects(value) {
        composer.add_time(value);
        let Token::Number(fraction, length) = scanner.take() else { return None };
        composer.add_last(millis(fraction, length));
    } else if composer.zone.hour.is_some() && composer.zone.minute.is_none() && (0..60).contains(&value) {
        composer.zone.minute = Some(value);
    } else if composer.expects(value) {
        composer.add_last(value);
        let ends = matches!(
            scanner.next,
            Token::End | Token::Blank | Token::Word(Word::Zone(0, 1)) | Token::Symbol(b'+' | b'-')
        );
        return ends.then_some(());
    } else {
        if !composer.add_day(value) {
            return None;
        }
        scanner.skip(b'-');
    }
    Some(())
}

fn legacy_word(word: Word, scanner: &mut Scanner, composer: &mut Composer, has_number: bool) -> Option<()> {
    match word {
        Word::Half(hours) if !composer.times.is_empty() => composer.half = Some(hours),
        Word::Month(month) => {
            composer.named_month = Some(month);
            scanner.skip(b'-');
        }
        Word::Zone(hours, _) if has_number => composer.zone.set(hours),
        _ if has_number || matches!(scanner.next, Token::Number(..)) => return None,
        _ => {}
    }
    Some(())
}

fn legacy_offset(sign: u8, scanner: &mut Scanner, composer: &mut Composer) -> Option<()> {
    composer.zone.sign = Some(if sign == b'-' { -1 } else { 1 });
    let (mut value, mut length) = (0, 0);
    if let Token::Number(number, digits) = scanner.next {
        scanner.take();
        (value, length) = (number, digits);
    }
    if scanner.next == Token::Symbol(b':') {
        (composer.zone.hour, composer.zone.minute) = (Some(value), None);
        return Some(());
    }
    (composer.zone.hour, composer.zone.minute) = match length {
        1 | 2 => (Some(value), Some(0)),
        3 | 4 => (Some(value / 100), Some(value % 100)),
        _ => return None,
    };
    Some(())
}

fn finish(composer: &Composer) -> Option<Reading> {
    let (year, month, day) = date(composer)?;
    let time = |at: usize| composer.times.get(at).copied().unwrap_or(0);
    let (mut hour, minute, second, milli) = (time(0), time(1), time(2), time(3));
    if let Some(half) = composer.half {
        if !(0..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half;
    }
    let exists = hour < 24 && minute < 60 && second < 60 && milli < 1000;
    if !exists && (hour, minute, second, milli) != (24, 0, 0, 0) {
        return None;
    }
    let days = civil::days(year, u32::try_from(month).ok()?, day);
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
    let nanos = u32::try_from(milli).ok()? * 1_000_000;
    // A hundred million days on both sides of 1970.
    let Some(sign) = composer.zone.sign else {
        return (seconds.abs() <= 8_640_000_086_400).then_some(Reading::HostWall(seconds, nanos));
    };
    let offset = sign * (composer.zone.hour.unwrap_or(0) * 3600 + composer.zone.minute.unwrap_or(0) * 60);
    let instant = seconds - offset;
    if instant.abs() > 8_640_000_000_000 {
        return None;
    }
    // Values carry no offset: they are instants only.
    Some(Reading::utc(instant, nanos))
}

fn date(composer: &Composer) -> Option<(i64, i64, i64)> {
    if composer.days.is_empty() {
        return None;
    }
    // What is left out is 1, the year too.
    let part = |at: usize| composer.days.get(at).copied().unwrap_or(1);
    let is_day = |value: i64| (1..=31).contains(&value);
    let (mut year, month, day) = match composer.named_month {
        None if composer.iso || !is_day(part(0)) => (part(0), part(1), part(2)),
        None => (part(2), part(0), part(1)),
        Some(month) if !is_day(part(0)) => (part(0), month, part(1)),
        Some(month) => (part(1), month, part(0)),
    };
    if !composer.iso {
        year += match year {
            0..=49 => 2000,
            50..=99 => 1900,
            _ => 0,
        };
    }
    ((1..=12).contains(&month) && is_day(day)).then_some((year, month, day))
}
