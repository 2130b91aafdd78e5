//! A `.model` file: pieces with scores and types, and what the trainer and the normalizer noted.

use super::charsmap::Charsmap;
use super::trie::PieceTrie;
use crate::engines::kernel::fast_hash::FastHash;
use crate::engines::kernel::wire::{Field, Fields};
use std::collections::HashMap;

/// What a piece stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Normal,
    Unknown,
    Control,
    UserDefined,
    Unused,
    Byte,
}

impl Kind {
    /// Whether a wrapper takes the piece for a special token.
    pub(super) fn is_special(self) -> bool {
        matches!(self, Self::Unknown | Self::Control)
    }
}

/// How pieces are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Unigram,
    Bpe,
    Word,
    Char,
}

pub(super) struct Piece {
    pub(super) text: String,
    pub(super) score: f32,
    pub(super) kind: Kind,
}

/// The switches of the normalizer and the trainer that matter for encoding.
#[allow(clippy::struct_excessive_bools, reason = "the file format has as many independent flags")]
pub(super) struct Switches {
    pub(super) dummy_prefix: bool,
    pub(super) remove_extra: bool,
    pub(super) escape: bool,
    pub(super) space_as_suffix: bool,
    pub(super) byte_fallback: bool,
}

pub(super) struct Model {
    pub(super) pieces: Vec<Piece>,
    pub(super) algorithm: Algorithm,
    pub(super) switches: Switches,
    pub(super) charsmap: Option<Charsmap>,
    /// -1 where there is none.
    pub(super) unknown: i32,
    pub(super) bos: Option<i32>,
    pub(super) eos: Option<i32>,
    pub(super) pad: Option<i32>,
    /// Ids of the pieces that a text can contain.
    pub(super) ids: HashMap<String, i32, FastHash>,
    /// Ids of the bytes, where the model falls back to them.
    pub(super) bytes: Vec<i32>,
    /// Unknown and control pieces.
    pub(super) special: Vec<i32>,
    /// User-defined symbols, longest first.
    pub(super) symbols: Vec<String>,
    /// Bytes that a user-defined symbol begins with.
    symbol_starts: [bool; 256],
    /// Pieces that a text can contain, by their bytes; Unigram's.
    pub(super) trie: PieceTrie,
    pub(super) lowest: f32,
}

struct Names {
    bos: String,
    eos: String,
    pad: String,
}

impl Model {
    /// # Errors
    /// What is wrong with the file, as a fragment after its name.
    pub(super) fn read(file: &[u8]) -> Result<Self, String> {
        let broken = || "is no SentencePiece model (its protocol buffer is broken)".to_owned();
        let mut model = Self {
            pieces: Vec::new(),
            algorithm: Algorithm::Unigram,
            switches: Switches {
                dummy_prefix: true,
                remove_extra: true,
                escape: true,
                space_as_suffix: false,
                byte_fallback: false,
            },
            charsmap: None,
            unknown: -1,
            bos: None,
            eos: None,
            pad: None,
            ids: HashMap::default(),
            bytes: Vec::new(),
            special: Vec::new(),
            symbols: Vec::new(),
            symbol_starts: [false; 256],
            trie: PieceTrie::default(),
            lowest: f32::MAX,
        };
        let mut names = Names { bos: "<s>".to_owned(), eos: "</s>".to_owned(), pad: "<pad>".to_owned() };
        let mut fields = Fields::new(file);
        while !fields.is_empty() {
            match fields.field().ok_or_else(broken)? {
                (1, Field::Bytes(message)) => model.pieces.push(piece(message).ok_or_else(broken)?),
                (2, Field::Bytes(message)) => model.trainer(message, &mut names).ok_or_else(broken)?,
                (3, Field::Bytes(message)) => model.normalizer(message).ok_or_else(broken)??,
                _ => {}
            }
        }
        if model.pieces.is_empty() {
            return Err("is no SentencePiece model: it has no pieces".to_owned());
        }
        model.index()?;
        let control = |name: &str| {
            let found = model.pieces.iter().position(|piece| piece.text == name && piece.kind == Kind::Control);
            found.map(|id| id as i32)
        };
        (model.bos, model.eos, model.pad) = (control(&names.bos), control(&names.eos), control(&names.pad));
        Ok(model)
    }

    fn trainer(&mut self, message: &[u8], names: &mut Names) -> Option<()> {
        let mut fields = Fields::new(message);
        while !fields.is_empty() {
            match fields.field()? {
                (3, Field::Varint(kind)) => {
                    self.algorithm = match kind {
                        1 => Algorithm::Unigram,
                        2 => Algorithm::Bpe,
                        3 => Algorithm::Word,
                        4 => Algorithm::Char,
                        _ => return None,
                    };
                }
                (24, Field::Varint(value)) => self.switches.space_as_suffix = value != 0,
                (35, Field::Varint(value)) => self.switches.byte_fallback = value != 0,
                (46, Field::Bytes(name)) => names.bos = String::from_utf8(name.to_vec()).ok()?,
                (47, Field::Bytes(name)) => names.eos = String::from_utf8(name.to_vec()).ok()?,
                (48, Field::Bytes(name)) => names.pad = String::from_utf8(name.to_vec()).ok()?,
                _ => {}
            }
        }
        Some(())
    }

    fn normalizer(&mut self, message: &[u8]) -> Option<Result<(), String>> {
        let mut fields = Fields::new(message);
        while !fields.is_empty() {
            match fields.field()? {
                (2, Field::Bytes(blob)) if !blob.is_empty() => match Charsmap::read(blob) {
                    Some(charsmap) => self.charsmap = Some(charsmap),
                    None => return Some(Err("has a broken map of characters".to_owned())),
                },
                (3, Field::Varint(value)) => self.switches.dummy_prefix = value != 0,
                (4, Field::Varint(value)) => self.switches.remove_extra = value != 0,
                (5, Field::Varint(value)) => self.switches.escape = value != 0,
                _ => {}
            }
        }
        Some(Ok(()))
    }

    /// Fills the tables that encoding looks things up in.
    fn index(&mut self) -> Result<(), String> {
        let reserved_apart = self.algorithm != Algorithm::Bpe;
        let mut bytes = vec![-1; 256];
        let mut sorted = Vec::new();
        for (id, piece) in self.pieces.iter().enumerate() {
            let id = id as i32;
            if piece.kind.is_special() {
                self.special.push(id);
            }
            let ordinary = matches!(piece.kind, Kind::Normal | Kind::UserDefined | Kind::Unused);
            match piece.kind {
                Kind::Unknown if self.unknown >= 0 => return Err("defines two unknown pieces".to_owned()),
                Kind::Unknown => self.unknown = id,
                Kind::Byte => {
                    let byte = byte_of(&piece.text).ok_or_else(|| format!("has a bad byte piece {:?}", piece.text))?;
                    bytes[usize::from(byte)] = id;
                }
                Kind::UserDefined => self.symbols.push(piece.text.clone()),
                Kind::Normal => self.lowest = self.lowest.min(piece.score),
                _ => {}
            }
            if (ordinary || !reserved_apart) && self.ids.insert(piece.text.clone(), id).is_some() {
                return Err(format!("defines the piece {:?} twice", piece.text));
            }
            if ordinary {
                sorted.push((piece.text.as_bytes(), id));
            }
        }
        self.symbols.sort_by_key(|symbol| std::cmp::Reverse(symbol.len()));
        for symbol in &self.symbols {
            self.symbol_starts[usize::from(symbol.as_bytes()[0])] = true;
        }
        if self.algorithm == Algorithm::Unigram {
            self.trie = PieceTrie::new(sorted);
        }
        if self.switches.byte_fallback && bytes.contains(&-1) {
            return Err("falls back to bytes, and lacks pieces for some of them".to_owned());
        }
        if self.unknown < 0 && !self.switches.byte_fallback {
            return Err("defines no unknown piece".to_owned());
        }
        self.bytes = bytes;
        Ok(())
    }

    /// The id of a text that is a piece, or the unknown id.
    pub(super) fn id(&self, text: &str) -> i32 {
        self.ids.get(text).copied().unwrap_or(self.unknown)
    }

    /// The id of a piece of any kind, or the unknown id.
    pub(super) fn id_of_any(&self, text: &str) -> i32 {
        let found = self.pieces.iter().position(|piece| piece.text == text);
        found.map_or(self.unknown, |id| id as i32)
    }

    pub(super) fn kind(&self, id: i32) -> Option<Kind> {
        self.pieces.get(usize::try_from(id).ok()?).map(|piece| piece.kind)
    }

    pub(super) fn is_unknown(&self, id: i32) -> bool {
        id == self.unknown || self.kind(id) == Some(Kind::Unknown)
    }

    /// The length of the user-defined symbol that the text begins with.
    pub(super) fn symbol(&self, text: &str) -> Option<usize> {
        if !text.bytes().next().is_some_and(|first| self.symbol_starts[usize::from(first)]) {
            return None;
        }
        self.symbols.iter().find(|symbol| text.starts_with(symbol.as_str())).map(String::len)
    }
}

fn piece(message: &[u8]) -> Option<Piece> {
    let mut piece = Piece { text: String::new(), score: 0.0, kind: Kind::Normal };
    let mut fields = Fields::new(message);
    while !fields.is_empty() {
        match fields.field()? {
            (1, Field::Bytes(text)) => piece.text = String::from_utf8(text.to_vec()).ok()?,
            (2, Field::Fixed32(bits)) => piece.score = f32::from_bits(bits),
            (3, Field::Varint(kind)) => {
                piece.kind = match kind {
                    1 => Kind::Normal,
                    2 => Kind::Unknown,
                    3 => Kind::Control,
                    4 => Kind::UserDefined,
                    5 => Kind::Unused,
                    6 => Kind::Byte,
                    _ => return None,
                };
            }
            _ => {}
        }
    }
    (!piece.text.is_empty() && piece.score.is_finite()).then_some(piece)
}

/// `<0x0A>` is the byte 10.
fn byte_of(text: &str) -> Option<u8> {
    let digits = text.strip_prefix("<0x")?.strip_suffix('>')?;
    (digits.len() == 2).then(|| u8::from_str_radix(digits, 16).ok())?
}
