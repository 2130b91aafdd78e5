use crate::engines::kernel::unicode::{Form, UnicodeVersion};

/// Conventions of a language's text functions. All are data: the text steps apply them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextRules {
    /// The release of the language that is described, as reports name it: `Python 3.11`.
    pub release: &'static str,
    /// Its version of the Unicode tables.
    pub unicode: UnicodeVersion,
    /// The normalization forms that it has a function for.
    pub forms: &'static [(&'static str, Form)],
    /// How letters are made lower-case.
    pub lowercase: Option<Lowercase>,
    /// The function that folds case, if the language has one.
    pub casefold: Option<Casefold>,
    /// Ways to strip accents by name; the first is the default.
    pub accents: &'static [(&'static str, Accents)],
    /// Ways to trim by name; the first is the default.
    pub trim: &'static [(&'static str, Blank)],
    /// Ways to collapse white space by name; the first is the default.
    pub collapse: &'static [(&'static str, Collapse)],
    /// How bytes that claim to be UTF-8 become text.
    pub decode: Option<DecodeText>,
    /// Whether normalization and stripping of accents take U+0000 for the end of a text that is not ASCII.
    pub nul_ends: bool,
}

/// The four forms by their names in definitions.
pub const ALL_FORMS: &[(&str, Form)] =
    &[("nfc", Form::Nfc), ("nfd", Form::Nfd), ("nfkc", Form::Nfkc), ("nfkd", Form::Nfkd)];

impl TextRules {
    /// What the Unicode standard says, for steps that name no engine.
    pub const STANDARD: Self = Self {
        release: "the Unicode standard",
        unicode: UnicodeVersion::V17,
        forms: ALL_FORMS,
        lowercase: Some(Lowercase::Full),
        casefold: Some(Casefold::Full),
        accents: &[(
            "marks",
            Accents { form: Form::Nfd, remove: Removed::NonspacingMarks, recompose: true, ascii_only: false },
        )],
        trim: &[("White_Space", Blank::Property)],
        collapse: &[("White_Space", Collapse { blank: Blank::Property, least: 1 })],
        decode: Some(DecodeText { drops_mark: false, invalid: Invalid::Reject, replaced: Replaced::Maximal }),
        nul_ends: false,
    };

    /// Nothing offered yet, as a base for an engine's row.
    pub const NONE: Self = Self {
        release: "",
        forms: &[],
        lowercase: None,
        casefold: None,
        accents: &[],
        trim: &[],
        collapse: &[],
        decode: None,
        ..Self::STANDARD
    };

    /// What normalization and stripping of accents see of a text.
    pub fn seen<'a>(&self, text: &'a str) -> &'a str {
        match text.find('\0').filter(|_| self.nul_ends && !text.is_ascii()) {
            Some(end) => &text[..end],
            None => text,
        }
    }
}

/// How a library makes letters lower-case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lowercase {
    /// By the full mapping: U+0130 gives two characters, a sigma that ends a word its final form.
    Full,
    /// By the full mapping; where a word ends is told by Java's own rules.
    FullByJavaWords,
    /// Character by character, one for one.
    Simple,
}

/// How a library folds case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Casefold {
    /// By Unicode's full case folding.
    Full,
    /// The same, but capital Cherokee letters become small ones, as small ones become capitals.
    FullCherokeeSwapped,
}

/// How a library or its usual idiom strips accents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accents {
    /// The decomposition that comes first.
    pub form: Form,
    /// What is removed then.
    pub remove: Removed,
    /// Whether what is left is composed again (NFC).
    pub recompose: bool,
    /// Whether everything outside ASCII is dropped at the end.
    pub ascii_only: bool,
}

/// What counts as an accent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// Nothing.
    Nothing,
    /// General category Mn.
    NonspacingMarks,
    /// General categories Mn, Mc and Me.
    Marks,
    /// A combining class other than 0.
    Combining,
    /// The block Combining Diacritical Marks, U+0300 to U+036F.
    DiacriticalBlock,
}

/// What counts as white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// The property `White_Space`.
    Property,
    /// The property, and the four information separators U+001C to U+001F.
    PropertyAndSeparators,
    /// `WhiteSpace` and `LineTerminator` of ECMAScript: no U+0085, but U+FEFF.
    EcmaScript,
    /// Separators that may break a line, and ASCII controls that separate: no no-break spaces, no U+0085.
    Breaking,
    /// Everything up to U+0020.
    UpToSpace,
    /// General category Zs only: no tab, no line end.
    SpaceSeparators,
    /// Tab, line feed, vertical tab, form feed, carriage return, space.
    AsciiSix,
    /// The same without vertical tab.
    AsciiFive,
}

/// Which runs of white space become one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collapse {
    /// What counts as white space.
    pub blank: Blank,
    /// Shorter runs stay as they are.
    pub least: usize,
}

/// How bytes become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeText {
    /// Whether a byte order mark at the start is dropped.
    pub drops_mark: bool,
    /// What the library does by default with bytes that are no UTF-8.
    pub invalid: Invalid,
    /// How many replacement characters stand for them.
    pub replaced: Replaced,
}

/// What happens to bytes that are no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// The input is rejected.
    Reject,
    /// U+FFFD stands for them.
    Replace,
}

/// How invalid bytes are counted when they are replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// One replacement for each maximal beginning of a well-formed sequence.
    Maximal,
    /// One for each byte.
    Byte,
    /// One for each run of invalid bytes.
    Run,
}

impl Blank {
    /// True for a character of this kind of white space.
    pub fn contains(self, c: char) -> bool {
        match self {
            Self::Property => c.is_whitespace(),
            Self::PropertyAndSeparators => c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c),
            Self::EcmaScript => c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}'),
            Self::Breaking => {
                ('\u{1c}'..='\u{1f}').contains(&c)
                    || (c.is_whitespace() && !matches!(c, '\u{85}' | '\u{a0}' | '\u{2007}' | '\u{202f}'))
            }
            Self::UpToSpace => c <= ' ',
            Self::SpaceSeparators => {
                c.is_whitespace() && !matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
            }
            Self::AsciiSix => matches!(c, '\t'..='\r' | ' '),
            Self::AsciiFive => matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' '),
        }
    }
}
