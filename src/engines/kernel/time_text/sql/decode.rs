//! From fields to a date and a time of day.

use super::fields::{Field, Looks, fields};
use crate::engines::capability::Reading;
use crate::engines::kernel::time_text::names;
use crate::engines::kernel::{civil, zone};

/// Abbreviations of the server's default set: name and seconds east of UTC.
const ABBREVIATIONS: &str = include_str!("abbreviations.csv");

/// Parts that have been found, as bits.
mod part {
    pub const YEAR: u32 = 1;
    pub const MONTH: u32 = 2;
    pub const DAY: u32 = 4;
    pub const DATE: u32 = 7;
    pub const DAY_OF_YEAR: u32 = 8;
    pub const TIME: u32 = 16;
    pub const ZONE: u32 = 32;
    pub const HALF: u32 = 64;
    pub const ERA: u32 = 128;
    pub const WEEKDAY: u32 = 256;
    pub const SHIFT: u32 = 512;
    pub const RESERVED: u32 = 1024;
}

#[derive(Debug, Default)]
struct Decoder {
    day_first: bool,
    found: u32,
    year: i64,
    month: i64,
    day: i64,
    day_of_year: i64,
    time: (i64, i64, i64),
    micros: i64,
    two_digits: bool,
    text_month: bool,
    evening: Option<bool>,
    before_christ: bool,
    offset: Option<i32>,
    zone: Option<String>,
    /// The field before was the `T` of ISO 8601.
    iso_time: bool,
}

/// The number of a month by its name: whole, or `jan`, `sept`.
pub fn month(word: &str) -> Option<i64> {
    if word == "sept" {
        return Some(9);
    }
    names::place(&names::MONTHS, word).map(|at| at as i64 + 1)
}

/// True for names of weekdays and their usual abbreviations.
pub fn weekday(word: &str) -> bool {
    names::place(&names::WEEKDAYS, word).is_some() || ["tues", "wednes", "weds", "thur", "thurs"].contains(&word)
}

/// Reads a text; `day_first` is the date order DMY, else MDY.
pub fn read(text: &str, day_first: bool) -> Reading {
    let bad = || Reading::rejected(format!("invalid input syntax for type timestamp: {text:?}"));
    let Some(fields) = fields(text) else { return bad() };
    if let [(Looks::Word, word)] = fields.as_slice() {
        match word.as_str() {
            "epoch" => return Reading::utc(0, 0),
            "now" | "today" | "tomorrow" | "yesterday" => {
                return Reading::rejected("the text stands for the time of the run");
            }
            "infinity" => return Reading::rejected("an infinite time is no value here"),
            _ => {}
        }
    }
    let mut decoder = Decoder { day_first, ..Decoder::default() };
    for (index, field) in fields.iter().enumerate() {
        if decoder.field(field, fields.get(index + 1)).is_none() {
            return bad();
        }
    }
    decoder.finish().unwrap_or_else(|| Reading::rejected(format!("date/time field value out of range: {text:?}")))
}

impl Decoder {
    fn has(&self, parts: u32) -> bool {
        self.found & parts == parts
    }

    fn add(&mut self, parts: u32) -> Option<()> {
        let new = self.found & parts == 0;
        self.found |= parts;
        new.then_some(())
    }

    fn field(&mut self, (looks, text): &Field, next: Option<&Field>) -> Option<()> {
        let iso_time = std::mem::take(&mut self.iso_time);
        match looks {
            Looks::Date if self.has(part::MONTH | part::DAY) || iso_time => self.zone_or_time(text),
            Looks::Date => self.date(text),
            Looks::Time => self.clock(text),
            Looks::Offset => {
                self.offset = Some(offset(text)?);
                self.add(part::ZONE)
            }
            Looks::Number => self.number_field(text, iso_time),
            Looks::Word | Looks::Special => self.word(text, next),
        }
    }

    /// A zone's name with signs in it, or a time with an offset: `102030-05`.
    fn zone_or_time(&mut self, text: &str) -> Option<()> {
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            self.add(part::ZONE)?;
            return self.named_zone(text);
        }
        if self.has(part::TIME) {
            return None;
        }
        let at = text.find('-')?;
        self.offset = Some(offset(&text[at..])?);
        self.add(part::ZONE)?;
        self.concatenated(&text[..at], self.found | part::DATE)
    }

    fn named_zone(&mut self, text: &str) -> Option<()> {
        if let Some(name) = zone::names().find(|name| name.eq_ignore_ascii_case(text)) {
            self.zone = Some(name.to_owned());
            return Some(());
        }
        // A POSIX zone: letters, and the hours that are added to get to UTC.
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, rest) = text.split_at(letters);
        let rest = if rest.starts_with(['+', '-']) { rest.to_owned() } else { format!("+{rest}") };
        let (sign, digits) = rest.split_at(1);
        let mut total = 0;
        for (piece, unit) in digits.split(':').zip([3600, 60, 1]) {
            total += piece.parse::<i32>().ok().filter(|value| *value < if unit == 3600 { 168 } else { 60 })? * unit;
        }
        self.offset =
            (!name.is_empty() && digits.split(':').count() <= 3).then_some(if sign == "+" { -total } else { total });
        self.offset.map(|_| ())
    }

    /// Up to three numbers or a month's name with signs between.
    fn date(&mut self, text: &str) -> Option<()> {
        let mut pieces: Vec<String> = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
            rest = &rest[start..];
            let digits = rest.as_bytes()[0].is_ascii_digit();
            let length = rest.bytes().take_while(|b| b.is_ascii_digit() == digits && b.is_ascii_alphanumeric()).count();
            pieces.push(rest[..length].to_owned());
            // What stands behind a piece is dropped, whatever it is.
            rest = rest.get(length + 1..).unwrap_or("");
        }
        if pieces.len() > 3 {
            return None;
        }
        for piece in pieces.iter().filter(|piece| !piece.as_bytes()[0].is_ascii_digit()) {
            self.month = month(piece)?;
            self.text_month = true;
            self.add(part::MONTH)?;
        }
        for piece in pieces.iter().filter(|piece| piece.as_bytes()[0].is_ascii_digit()) {
            self.number(piece)?;
        }
        self.has(part::DATE).then_some(())
    }

    fn clock(&mut self, text: &str) -> Option<()> {
        self.add(part::TIME)?;
        let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, rest)| (clock, Some(rest)));
        let numbers: Vec<i64> = clock.split(':').map(|piece| piece.parse().ok()).collect::<Option<_>>()?;
        self.time = match numbers.as_slice() {
            [minute, second] if fraction.is_some() => (0, *minute, *second),
            [hour, minute] => (*hour, *minute, 0),
            [hour, minute, second] => (*hour, *minute, *second),
            _ => return None,
        };
        self.micros = fraction.map_or(Some(0), micros)?;
        (self.time.1 < 60 && self.time.2 <= 60).then_some(())
    }

    fn number_field(&mut self, text: &str, iso_time: bool) -> Option<()> {
        if iso_time {
            return self.concatenated(text, self.found | part::DATE);
        }
        let whole = text.split('.').next().unwrap_or("").len();
        if text.contains('.') && !self.has(part::DATE) {
            return self.date(text);
        }
        let open = !self.has(part::DATE) || !self.has(part::TIME);
        if text.contains('.') && whole > 2 || text.len() >= 6 && open {
            return self.concatenated(text, self.found);
        }
        self.number(text)
    }

    /// `20240305`, `240305`, `102030.5`, `1020`.
    fn concatenated(&mut self, text: &str, found: u32) -> Option<()> {
        let (digits, fraction) = text.split_once('.').map_or((text, None), |(digits, rest)| (digits, Some(rest)));
        let number = |from: usize, to: usize| digits.get(from..to).and_then(|piece| piece.parse::<i64>().ok());
        let length = digits.len();
        if fraction.is_none() && found & part::DATE != part::DATE && length >= 6 {
            self.day = number(length - 2, length)?;
            self.month = number(length - 4, length - 2)?;
            self.year = number(0, length - 4)?;
            self.two_digits = length == 6;
            return self.add(part::DATE);
        }
        if found & part::TIME == part::TIME {
            return None;
        }
        self.time = match length {
            6 => (number(0, 2)?, number(2, 4)?, number(4, 6)?),
            4 => (number(0, 2)?, number(2, 4)?, 0),
            _ => return None,
        };
        self.micros = fraction.map_or(Some(0), micros)?;
        self.add(part::TIME)
    }

    /// A number of a date by what is known already and by the order of dates.
    fn number(&mut self, text: &str) -> Option<()> {
        let length = text.len();
        let value: i64 = text.parse().ok()?;
        let date = self.found & part::DATE;
        if length == 3 && date == part::YEAR && (1..=366).contains(&value) {
            self.day_of_year = value;
            return self.add(part::DAY_OF_YEAR | part::MONTH | part::DAY);
        }
        let long = length >= 3;
        const YEAR_MONTH: u32 = part::YEAR | part::MONTH;
        const MONTH_DAY: u32 = part::MONTH | part::DAY;
        let wanted = match date {
            0 if long => part::YEAR,
            0 if self.day_first => part::DAY,
            0 | part::YEAR | part::DAY => part::MONTH,
            part::MONTH if self.text_month && long => part::YEAR,
            part::MONTH => part::DAY,
            YEAR_MONTH if self.text_month && long && self.two_digits => {
                self.day = self.year;
                self.year = value;
                self.two_digits = false;
                return self.add(part::DAY);
            }
            YEAR_MONTH => part::DAY,
            MONTH_DAY => part::YEAR,
            part::DATE => return self.concatenated(text, self.found),
            _ => return None,
        };
        match wanted {
            part::YEAR => {
                self.year = value;
                self.two_digits = length <= 2;
            }
            part::MONTH => self.month = value,
            _ => self.day = value,
        }
        self.add(wanted)
    }

    fn word(&mut self, text: &str, next: Option<&Field>) -> Option<()> {
        let abbreviation = || {
            ABBREVIATIONS.lines().find_map(|line| {
                let (name, offset) = line.split_once(',')?;
                name.eq_ignore_ascii_case(text).then(|| offset.parse::<i32>().ok()).flatten()
            })
        };
        if let Some(offset) = abbreviation() {
            self.offset = Some(offset);
            return self.add(part::ZONE);
        }
        if let Some(number) = month(text) {
            let numeric = self.has(part::MONTH) && !self.text_month && !self.has(part::DAY);
            let mut parts = part::MONTH;
            if numeric && (1..=31).contains(&self.month) {
                self.day = self.month;
                parts = part::DAY;
            }
            self.text_month = true;
            self.month = number;
            return self.add(parts);
        }
        if weekday(text) {
            return self.add(part::WEEKDAY);
        }
        match text {
            "at" | "on" => Some(()),
            "am" | "pm" => {
                self.evening = Some(text == "pm");
                self.add(part::HALF)
            }
            "ad" | "bc" => {
                self.before_christ = text == "bc";
                self.add(part::ERA)
            }
            "dst" => self.add(part::SHIFT),
            "allballs" => {
                self.offset = Some(0);
                self.add(part::TIME | part::ZONE | part::RESERVED)
            }
            "t" => {
                self.iso_time = true;
                let follows = next.is_some_and(|(looks, _)| matches!(looks, Looks::Number | Looks::Time | Looks::Date));
                (self.has(part::DATE) && follows).then_some(())
            }
            _ => {
                self.add(part::ZONE)?;
                self.zone = Some(zone::names().find(|name| name.eq_ignore_ascii_case(text))?.to_owned());
                Some(())
            }
        }
    }

    fn year(&self) -> Option<i64> {
        if self.before_christ {
            return (self.year > 0).then_some(1 - self.year);
        }
        match self.year {
            0..=69 if self.two_digits => Some(self.year + 2000),
            70..=99 if self.two_digits => Some(self.year + 1900),
            year => (year > 0).then_some(year),
        }
    }

    fn finish(mut self) -> Option<Reading> {
        if !self.has(part::DATE) {
            return None;
        }
        let year = self.year()?;
        if self.found & part::DAY_OF_YEAR != 0 {
            let (of, month, day) = civil::date(civil::days(year, 1, self.day_of_year));
            if of != year {
                return None;
            }
            (self.month, self.day) = (i64::from(month), i64::from(day));
        }
        let month = u32::try_from(self.month).ok().filter(|month| (1..=12).contains(month))?;
        if self.day < 1 || self.day > i64::from(civil::days_in_month(year, month)) {
            return None;
        }
        let (mut hour, minute, second) = self.time;
        if let Some(evening) = self.evening {
            if hour > 12 {
                return None;
            }
            hour = hour % 12 + if evening { 12 } else { 0 };
        }
        if hour > 24 || hour == 24 && (minute, second, self.micros) != (0, 0, 0) || second > 60 {
            return None;
        }
        let days = civil::days(year, month, self.day);
        let micros = (hour * 3600 + minute * 60 + second) * 1_000_000 + self.micros;
        let seconds = days * 86_400 + micros.div_euclid(1_000_000);
        let nanos = micros.rem_euclid(1_000_000) as u32 * 1000;
        // From 4714 BC to 294276 AD.
        if !(-210_866_803_200..9_224_318_016_000).contains(&seconds) {
            return None;
        }
        Some(match (self.zone, self.offset) {
            (Some(zone), _) => Reading::InZone(seconds, nanos, zone.into(), None),
            (None, Some(offset)) => Reading::AtOffset(seconds, nanos, offset),
            (None, None) => Reading::Wall(seconds, nanos),
        })
    }
}

/// Microseconds of the digits behind a point, the nearest, ties to even; a whole second may come out.
fn micros(digits: &str) -> Option<i64> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: f64 = format!("0.{digits}0").parse().ok()?;
    Some((value * 1e6).round_ties_even() as i64)
}

/// `+05`, `+0530`, `+05:30`, `+05:30:15`: less than sixteen hours.
fn offset(text: &str) -> Option<i32> {
    let (sign, rest) = text.split_at(1);
    let pieces: Vec<&str> = rest.split(':').collect();
    let number = |piece: &str| piece.parse::<i32>().ok();
    let (hours, minutes, seconds) = match pieces.as_slice() {
        [only] if only.len() > 2 => (number(only)? / 100, number(only)? % 100, 0),
        [hours] => (number(hours)?, 0, 0),
        [hours, minutes] => (number(hours)?, number(minutes)?, 0),
        [hours, minutes, seconds] => (number(hours)?, number(minutes)?, number(seconds)?),
        _ => return None,
    };
    let total = hours * 3600 + minutes * 60 + seconds;
    (hours <= 15 && minutes < 60 && seconds < 60).then_some(if sign == "-" { -total } else { total })
}
