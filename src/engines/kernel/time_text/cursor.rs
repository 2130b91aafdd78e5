/// A place in a text that readers move along.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At the start of a text.
    pub fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0 }
    }

    /// The next byte.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// True at the end.
    pub fn is_done(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// Position in bytes.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Moves on by bytes, at most to the end.
    pub fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.bytes.len());
    }

    /// Takes the byte if it comes next.
    pub fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Takes one of the bytes if it comes next.
    pub fn eat_any(&mut self, bytes: &[u8]) -> Option<u8> {
        let next = self.peek().filter(|byte| bytes.contains(byte))?;
        self.at += 1;
        Some(next)
    }

    /// Takes the text if it comes next, without regard to ASCII case.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let there = self.rest().get(..word.len()).is_some_and(|next| next.eq_ignore_ascii_case(word.as_bytes()));
        self.at += if there { word.len() } else { 0 };
        there
    }

    /// Takes blanks.
    pub fn eat_blanks(&mut self) -> bool {
        let before = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == 0x0b) {
            self.at += 1;
        }
        self.at > before
    }

    /// How many digits come next.
    pub fn digits_ahead(&self) -> usize {
        self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// Takes at least `min` and at most `max` digits.
    pub fn number(&mut self, min: usize, max: usize) -> Option<u32> {
        let count = self.digits_ahead().min(max);
        if count < min || count == 0 || count > 9 {
            return None;
        }
        let value = self.rest()[..count].iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        self.at += count;
        Some(value)
    }

    /// Takes exactly two digits.
    pub fn two(&mut self) -> Option<u32> {
        match self.bytes.get(self.at..self.at + 2) {
            Some(&[a, b]) if a.is_ascii_digit() && b.is_ascii_digit() => {
                self.at += 2;
                Some(u32::from(a - b'0') * 10 + u32::from(b - b'0'))
            }
            _ => None,
        }
    }

    /// Takes all digits of a fraction and gives nanoseconds, cut after the ninth digit, and the number of digits.
    pub fn fraction(&mut self) -> (u32, usize) {
        let count = self.digits_ahead();
        let digits = &self.rest()[..count];
        let mut nanos = 0;
        for place in 0..9 {
            nanos = nanos * 10 + digits.get(place).map_or(0, |digit| u32::from(digit - b'0'));
        }
        self.at += count;
        (nanos, count)
    }
}
