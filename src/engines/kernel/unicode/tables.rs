//! General categories and ages by binary search in tables of runs.

use std::sync::LazyLock;

/// A version of the Unicode standard whose assignments can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the versions")]
pub enum UnicodeVersion {
    V13,
    V14,
    V15,
    V15_1,
    V16,
    V17,
}

impl UnicodeVersion {
    /// All versions with their usual names.
    pub const ALL: [(&'static str, Self); 6] = [
        ("13.0", Self::V13),
        ("14.0", Self::V14),
        ("15.0", Self::V15),
        ("15.1", Self::V15_1),
        ("16.0", Self::V16),
        ("17.0", Self::V17),
    ];

    /// `15.1`.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// General category, in the order of the table file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the standard's abbreviations")]
pub enum Category {
    Cn,
    Cc,
    Cf,
    Co,
    Cs,
    Ll,
    Lm,
    Lo,
    Lt,
    Lu,
    Mc,
    Me,
    Mn,
    Nd,
    Nl,
    No,
    Pc,
    Pd,
    Pe,
    Pf,
    Pi,
    Po,
    Ps,
    Sc,
    Sk,
    Sm,
    So,
    Zl,
    Zp,
    Zs,
}

impl Category {
    const ALL: [Self; 30] = [
        Self::Cn,
        Self::Cc,
        Self::Cf,
        Self::Co,
        Self::Cs,
        Self::Ll,
        Self::Lm,
        Self::Lo,
        Self::Lt,
        Self::Lu,
        Self::Mc,
        Self::Me,
        Self::Mn,
        Self::Nd,
        Self::Nl,
        Self::No,
        Self::Pc,
        Self::Pd,
        Self::Pe,
        Self::Pf,
        Self::Pi,
        Self::Po,
        Self::Ps,
        Self::Sc,
        Self::Sk,
        Self::Sm,
        Self::So,
        Self::Zl,
        Self::Zp,
        Self::Zs,
    ];

    /// A mark: Mn, Mc, Me.
    pub fn is_mark(self) -> bool {
        matches!(self, Self::Mn | Self::Mc | Self::Me)
    }

    /// Punctuation of any kind.
    pub fn is_punctuation(self) -> bool {
        matches!(self, Self::Pc | Self::Pd | Self::Pe | Self::Pf | Self::Pi | Self::Po | Self::Ps)
    }

    /// Control, format, private use, surrogate, unassigned.
    pub fn is_other(self) -> bool {
        matches!(self, Self::Cn | Self::Cc | Self::Cf | Self::Co | Self::Cs)
    }
}

/// Runs of equal codes: the first code point shifted left by eight, or-ed with the code.
struct Runs(Vec<u32>);

impl Runs {
    fn read(bytes: &[u8]) -> Self {
        Self(bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    fn code(&self, c: char) -> u8 {
        let after = self.0.partition_point(|run| run >> 8 <= u32::from(c));
        self.0[after - 1] as u8
    }
}

static CATEGORIES: LazyLock<Runs> = LazyLock::new(|| Runs::read(include_bytes!("categories.bin")));
static AGES: LazyLock<Runs> = LazyLock::new(|| Runs::read(include_bytes!("ages.bin")));

/// True if this version of the standard knows the character.
pub fn is_assigned(c: char, version: UnicodeVersion) -> bool {
    c.is_ascii() || AGES.code(c) <= version as u8
}

/// The general category in this version.
pub fn category(c: char, version: UnicodeVersion) -> Category {
    if !is_assigned(c, version) {
        return Category::Cn;
    }
    match c {
        // The only two that ever moved between the versions listed.
        '\u{295}' if version < UnicodeVersion::V17 => Category::Ll,
        '\u{1171e}' if version < UnicodeVersion::V16 => Category::Mn,
        c => Category::ALL[CATEGORIES.code(c) as usize],
    }
}
