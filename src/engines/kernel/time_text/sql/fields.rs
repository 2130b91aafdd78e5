//! Cuts a text into fields by their looks.

/// What a field looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// Digits, perhaps with a point.
    Number,
    /// Letters.
    Word,
    /// Numbers or letters with `-`, `/` or `.` between.
    Date,
    /// Numbers with colons.
    Time,
    /// A sign and digits.
    Offset,
    /// A sign and letters.
    Special,
}

/// A field in small letters.
pub type Field = (Looks, String);

/// Words that a sign or digit right behind them does not make part of a zone's name.
const KEYWORDS: &[&str] = &[
    "ad",
    "bc",
    "am",
    "pm",
    "at",
    "on",
    "t",
    "now",
    "today",
    "tomorrow",
    "yesterday",
    "epoch",
    "infinity",
    "dst",
    "d",
    "h",
    "j",
    "jd",
    "m",
    "mm",
    "s",
    "y",
    "allballs",
    "dow",
    "doy",
    "isodow",
    "isoyear",
    "julian",
];

/// True for words of the core table: months, weekdays, keywords.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || super::decode::month(word).is_some() || super::decode::weekday(word)
}

struct Cutter<'a> {
    bytes: &'a [u8],
    at: usize,
    field: String,
}

impl Cutter<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn take(&mut self) {
        self.field.push(char::from(self.peek().to_ascii_lowercase()));
        self.at += 1;
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && wanted(self.peek()) {
            self.take();
        }
    }

    fn number(&mut self) -> Looks {
        self.take_while(|b| b.is_ascii_digit());
        let delimiter = self.peek();
        match delimiter {
            b':' => {
                self.take_while(|b| b.is_ascii_digit() || b == b':' || b == b'.');
                Looks::Time
            }
            b'-' | b'/' | b'.' => {
                self.take();
                if !self.peek().is_ascii_digit() {
                    self.take_while(|b| b.is_ascii_alphanumeric() || b == delimiter);
                    return Looks::Date;
                }
                self.take_while(|b| b.is_ascii_digit());
                if self.peek() == delimiter {
                    self.take_while(|b| b.is_ascii_digit() || b == delimiter);
                    return Looks::Date;
                }
                if delimiter == b'.' { Looks::Number } else { Looks::Date }
            }
            _ => Looks::Number,
        }
    }

    fn word(&mut self) -> Looks {
        self.take_while(|b| b.is_ascii_alphabetic());
        let next = self.peek();
        let joined =
            matches!(next, b'-' | b'/' | b'.') || (next == b'+' || next.is_ascii_digit()) && !is_keyword(&self.field);
        if !joined {
            return Looks::Word;
        }
        self.take_while(|b| b.is_ascii_alphanumeric() || b"+-/_.:".contains(&b));
        Looks::Date
    }

    fn signed(&mut self) -> Option<Looks> {
        self.take();
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
        if self.peek().is_ascii_digit() {
            self.take_while(|b| b.is_ascii_digit() || b":.-".contains(&b));
            return Some(Looks::Offset);
        }
        self.take_while(|b| b.is_ascii_alphabetic());
        (self.field.len() > 1).then_some(Looks::Special)
    }
}

/// The fields; `None` for signs that no field begins with, or too many fields.
pub fn fields(text: &str) -> Option<Vec<Field>> {
    let mut cutter = Cutter { bytes: text.as_bytes(), at: 0, field: String::new() };
    let mut fields = Vec::new();
    while cutter.at < cutter.bytes.len() {
        let byte = cutter.peek();
        let looks = match byte {
            b if b.is_ascii_whitespace() || b == 0x0b => {
                cutter.at += 1;
                continue;
            }
            b'0'..=b'9' => cutter.number(),
            b'.' => {
                cutter.take();
                cutter.take_while(|b| b.is_ascii_digit());
                Looks::Number
            }
            b if b.is_ascii_alphabetic() => cutter.word(),
            b'+' | b'-' => cutter.signed()?,
            b if b.is_ascii_punctuation() => {
                cutter.at += 1;
                continue;
            }
            _ => return None,
        };
        fields.push((looks, std::mem::take(&mut cutter.field)));
    }
    (fields.len() <= 25).then_some(fields)
}
