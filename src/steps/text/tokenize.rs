//! `tokenize`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{
    Encoder, Limits, PairTruncation, Side, SpecialInText, SpecialTokens, TokenizeRequest, Truncation,
};
use crate::engines::kernel::attention_mask::MaskRule;
use crate::engines::{Engine, Operation};
use crate::meta::Meta;
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{TokenStages, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The step.
pub struct Tokenize;

static META: Meta = Meta {
    id: "tokenize",
    summary: "turns text into token ids",
    manual: "What it is\n\
        Turns text into tokens: ids, the vocabulary's text of each, byte offsets in the source text, segment ids, the \
        attention mask and the mask of special tokens. Each tokenizer file is read and built once per process, by its \
        content.\n\n\
        Where libraries differ\n\
        Nearly everywhere: normalization, splitting, the space before the first word, special tokens that stand in the \
        text, what is put around it, where it is cut and filled up. The tokenizers library honours the truncation and \
        padding that a tokenizer.json states; transformers resets both at each call (`loader: transformers`). tiktoken \
        refuses special tokens in the text unless they are allowed. BertTokenizer's slow and fast forms differ on \
        characters that are newer than their tables. SentencePiece and its conversions differ on white space and marks.\n\n\
        Parameters\n\
        engine: huggingface, wordpiece, sentencepiece or tiktoken, with `file`, or `vocab` and `merges`. \
        add_special_tokens: default true. max_length with truncation: right, left or none. pad_to, pad_multiple_of, \
        padding: right or left, pad_id, pad_token. attention_mask: tokenizer, or made from the ids afterwards: ones, not_pad \
        (ids that are not pad_id), trailing (up to the last such id). pair: two fields of a record, tokenized as a pair. \
        special_in_text: recognise, text or refuse. normalizer, pattern and prefix_space replace what the file says.\n\n\
        References\n\
        https://huggingface.co/docs/tokenizers\n\
        https://github.com/openai/tiktoken\n\
        https://github.com/google/sentencepiece",
    example: "tokenize: {engine: huggingface, file: tokenizer.json, max_length: 128, truncation: right}",
};

fn offers_tokenize(engine: &dyn Engine) -> bool {
    engine.tokenize().is_some()
}

/// Parameters that every engine takes; the others must be among those that the engine names.
const FOR_ALL: [&str; 13] = [
    "engine",
    "version",
    "add_special_tokens",
    "max_length",
    "truncation",
    "strategy",
    "pad_to",
    "pad_multiple_of",
    "padding",
    "pad_id",
    "pad_token",
    "attention_mask",
    "pair",
];

static PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers_tokenize), summary: "the library" },
    Param { name: "version", kind: Kind::Any, summary: "the library's version" },
    Param { name: "file", kind: Kind::Path, summary: "the tokenizer's file: tokenizer.json, .model, .tiktoken" },
    Param { name: "vocab", kind: Kind::Path, summary: "a vocabulary: vocab.json with merges, or vocab.txt" },
    Param { name: "merges", kind: Kind::Path, summary: "merges.txt" },
    Param {
        name: "loader",
        kind: Kind::Choice(&["tokenizers", "transformers"]),
        summary: "whether the file's own limits hold",
    },
    Param { name: "add_special_tokens", kind: Kind::Boolean, summary: "special tokens around the text; default: true" },
    Param { name: "max_length", kind: Kind::Integer, summary: "at most so many tokens, special ones included" },
    Param { name: "truncation", kind: Kind::Choice(&["right", "left", "none"]), summary: "which end is cut" },
    Param {
        name: "strategy",
        kind: Kind::Choice(&["longest_first", "only_first", "only_second"]),
        summary: "which text of a pair is cut",
    },
    Param { name: "pad_to", kind: Kind::Integer, summary: "filled up to so many tokens" },
    Param { name: "pad_multiple_of", kind: Kind::Positive, summary: "filled up to a multiple of so many tokens" },
    Param { name: "padding", kind: Kind::Choice(&["right", "left"]), summary: "which end is filled up" },
    Param { name: "pad_id", kind: Kind::Integer, summary: "the id that fills up" },
    Param { name: "pad_token", kind: Kind::Text, summary: "the token that fills up" },
    Param {
        name: "attention_mask",
        kind: Kind::Choice(&["tokenizer", "ones", "not_pad", "trailing"]),
        summary: "the tokenizer's, or one made from ids",
    },
    Param { name: "pair", kind: Kind::Texts, summary: "two fields of a record: text and its pair" },
    Param {
        name: "special_in_text",
        kind: Kind::Choice(&["recognise", "text", "refuse"]),
        summary: "special tokens that stand in the text",
    },
    Param { name: "special_tokens", kind: Kind::Any, summary: "further special tokens: a list, or a map to ids" },
    Param { name: "normalizer", kind: Kind::Text, summary: "in place of the file's: none, nfc, nfkc, lowercase ..." },
    Param { name: "pattern", kind: Kind::Text, summary: "splits by gpt2, cl100k, o200k, llama3, qwen2 or a regex" },
    Param { name: "prefix_space", kind: Kind::Boolean, summary: "whether a space is put before the text" },
    Param { name: "lowercase", kind: Kind::Boolean, summary: "whether letters are made lower-case" },
    Param { name: "strip_accents", kind: Kind::Boolean, summary: "whether accents are stripped" },
    Param { name: "chinese_chars", kind: Kind::Boolean, summary: "whether Chinese characters are split one by one" },
    Param {
        name: "implementation",
        kind: Kind::Choice(&["fast", "slow", "T5Tokenizer", "LlamaTokenizer"]),
        summary: "fast or slow BertTokenizer; or a slow class around sentencepiece",
    },
    Param { name: "legacy", kind: Kind::Boolean, summary: "T5Tokenizer and LlamaTokenizer; default: true" },
    Param { name: "max_word_chars", kind: Kind::Positive, summary: "longer words are unknown; default: 100" },
    Param { name: "add_bos", kind: Kind::Boolean, summary: "whether the beginning-of-text token is put first" },
    Param { name: "add_eos", kind: Kind::Boolean, summary: "whether the end-of-text token is put last" },
];

impl Step for Tokenize {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let engine = settings.required_engine(offers_tokenize)?;
        let Some(capability) = engine.tokenize() else {
            return Err(settings.fail("engine", "this engine has no tokenizer"));
        };
        let taken = [&FOR_ALL[..], capability.takes()].concat();
        if let Some((name, _)) = settings.iter().find(|(name, _)| !taken.contains(name)) {
            let message = format!("engine {} takes no parameter `{name}` in tokenize", engine.meta().id);
            return Err(settings.fail(name, message).note(format!("it takes: {}", taken.join(", "))));
        }
        let request = request(settings)?;
        let encoder = capability.prepare(&request).map_err(|error| {
            let at = ["file", "vocab", "merges"].into_iter().find(|name| settings.get(name).is_some());
            let span = settings.iter().find(|(name, _)| Some(*name) == at).map_or(settings.span(), |(_, s)| s.span);
            settings.place(error, span, "")
        })?;
        let pair = settings.texts("pair")?;
        if pair.as_ref().is_some_and(|fields| fields.len() != 2) {
            return Err(settings.fail("pair", "`pair` names two fields: [text, pair]"));
        }
        let mask = settings.choice("attention_mask", &MaskRule::ALL)?.unwrap_or(MaskRule::Tokenizer);
        let pad = request.limits.pad_id.map(i64::from);
        Ok(Bound::one(Operate { encoder, pair, mask, pad, settings: settings.clone() }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        variations(settings)
    }
}

fn request(settings: &Settings) -> Result<TokenizeRequest, Diagnostic> {
    let in_text =
        [("recognise", SpecialInText::Recognised), ("text", SpecialInText::Text), ("refuse", SpecialInText::Refused)];
    Ok(TokenizeRequest {
        version: settings.version()?,
        file: settings.path("file")?,
        vocab: settings.path("vocab")?,
        merges: settings.path("merges")?,
        limits: limits(settings)?,
        add_special_tokens: settings.boolean("add_special_tokens")?,
        own_limits: settings.choice("loader", &[("tokenizers", true), ("transformers", false)])?,
        special_in_text: settings.choice("special_in_text", &in_text)?,
        special_tokens: special_tokens(settings)?,
        normalizer: settings.text("normalizer")?.map(str::to_owned),
        pattern: settings.text("pattern")?.map(str::to_owned),
        prefix_space: settings.boolean("prefix_space")?,
        lowercase: settings.boolean("lowercase")?,
        strip_accents: settings.boolean("strip_accents")?,
        chinese_chars: settings.boolean("chinese_chars")?,
        implementation: settings.text("implementation")?.map(str::to_owned),
        legacy: settings.boolean("legacy")?,
        max_word_chars: settings.positive("max_word_chars")?,
        add_bos: settings.boolean("add_bos")?,
        add_eos: settings.boolean("add_eos")?,
    })
}

fn limits(settings: &Settings) -> Result<Limits, Diagnostic> {
    let truncation = [("right", Truncation::Right), ("left", Truncation::Left), ("none", Truncation::None)];
    let strategy = [
        ("longest_first", PairTruncation::LongestFirst),
        ("only_first", PairTruncation::OnlyFirst),
        ("only_second", PairTruncation::OnlySecond),
    ];
    Ok(Limits {
        max_length: settings.positive("max_length")?,
        truncation: settings.choice("truncation", &truncation)?,
        strategy: settings.choice("strategy", &strategy)?,
        pad_to: settings.positive("pad_to")?,
        pad_multiple_of: settings.positive("pad_multiple_of")?,
        padding: settings.choice("padding", &[("right", Side::Right), ("left", Side::Left)])?,
        pad_id: settings.integer("pad_id")?.map(|id| token_id(settings, "pad_id", id)).transpose()?,
        pad_token: settings.text("pad_token")?.map(str::to_owned),
    })
}

fn token_id(settings: &Settings, name: &str, id: i64) -> Result<u32, Diagnostic> {
    u32::try_from(id).map_err(|_| settings.fail(name, format!("a token id is a whole number from 0, found {id}")))
}

fn special_tokens(settings: &Settings) -> Result<Option<SpecialTokens>, Diagnostic> {
    let bad = || settings.fail("special_tokens", "`special_tokens` is a list of tokens, or a map of tokens to ids");
    let found: Option<SpecialTokens> = match settings.get("special_tokens") {
        None => None,
        Some(Argument::List(items)) => {
            let one = |item: &Argument| Some((item.as_text()?.to_owned(), None));
            Some(items.iter().map(one).collect::<Option<_>>().ok_or_else(bad)?)
        }
        Some(Argument::Map(entries)) => {
            let one = |(token, id): &(String, Argument)| match id {
                Argument::Integer(id) => Some((token.clone(), Some(*id))),
                _ => None,
            };
            Some(entries.iter().map(one).collect::<Option<_>>().ok_or_else(bad)?)
        }
        Some(_) => return Err(bad()),
    };
    if found.iter().flatten().any(|(token, _)| token.is_empty()) {
        return Err(settings.fail("special_tokens", "a special token is at least one character long"));
    }
    Ok(found)
}

struct Operate {
    encoder: Arc<dyn Encoder>,
    pair: Option<Vec<String>>,
    mask: MaskRule,
    pad: Option<i64>,
    settings: Settings,
}

impl Operation for Operate {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        match (&self.pair, self.mask) {
            (None, MaskRule::Tokenizer) => Cow::Borrowed(self.encoder.key()),
            (pair, mask) => Cow::Owned(format!("{} of {pair:?}, {mask:?}", self.encoder.key())),
        }
    }

    fn stages(&self, input: &Value) -> Option<TokenStages> {
        self.encoder.stages(self.first_text(input)?).ok()
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match (input, &self.pair) {
            (Value::Text(text), None) => self.encode(&text, None),
            (Value::List(items), None) => {
                items.into_iter().map(|item| self.apply(item)).collect::<Result<_, _>>().map(Value::List)
            }
            (Value::Record(row), Some(pair)) => {
                let field = |name: &str| match row.get(name) {
                    Some(Value::Text(text)) => Ok(text),
                    Some(other) => Err(self.wanted(&format!("text in field {name}"), other)),
                    None => Err(self.settings.fail("pair", format!("the record has no field \"{name}\""))),
                };
                self.encode(field(&pair[0])?, Some(field(&pair[1])?))
            }
            (other, None) => Err(self.wanted("text", &other)),
            (other, Some(_)) => Err(self.wanted("a record with two fields of text", &other)),
        }
    }
}

impl Operate {
    /// The text that is tokenized; of a pair, the first.
    fn first_text<'a>(&self, input: &'a Value) -> Option<&'a str> {
        match (input, &self.pair) {
            (Value::Text(text), None) => Some(text),
            (Value::Record(row), Some(pair)) => row.get(&pair[0]).and_then(|value| match value {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            }),
            _ => None,
        }
    }

    fn encode(&self, text: &str, pair: Option<&str>) -> Result<Value, Diagnostic> {
        let placed = |error| self.settings.place(error, self.settings.span(), "");
        let mut value = self.encoder.encode(text, pair).map_err(placed)?;
        if let Value::Tokens(tokens) = &mut value {
            self.mask.apply(tokens, self.pad);
        }
        Ok(value)
    }

    fn wanted(&self, wanted: &str, found: &Value) -> Diagnostic {
        let error = self.settings.fail_step(format!("tokenize takes {wanted}, found {}", found.describe()));
        match found {
            Value::Bytes(_) => error.hint("a `decode_text` step makes text of bytes"),
            Value::Record(_) => error.hint("`on: field` tokenizes a field; `pair: [a, b]` two of them as a pair"),
            _ => error,
        }
    }
}

fn variations(settings: &Settings) -> Vec<Variation> {
    let is = |name: &str, value: &str| settings.get(name).is_some_and(|argument| argument.to_string() == value);
    let text = |value: &str| Some(Argument::Text(value.to_owned()));
    let mut all = Vec::new();
    let mut vary = |cause, name: &'static str, argument: Option<Argument>| {
        if settings.get(name) != argument.as_ref() {
            all.push(Variation { cause, changes: vec![(name, argument)] });
        }
    };
    let bare = is("add_special_tokens", "false");
    vary("tok.bos_eos", "add_special_tokens", Some(Argument::Boolean(bare)));
    for length in [128, 256, 512, 1024, 2048] {
        vary("tok.truncation", "max_length", Some(Argument::Integer(length)));
    }
    vary("tok.truncation", "truncation", text(if is("truncation", "left") { "right" } else { "left" }));
    vary("tok.truncation", "truncation", text("none"));
    vary("tok.padding", "padding", text(if is("padding", "left") { "right" } else { "left" }));
    vary("tok.padding", "pad_to", None);
    vary("tok.padding", "pad_id", Some(Argument::Integer(0)));
    vary("tok.truncation", "max_length", None);
    for name in ["lowercase", "strip_accents", "chinese_chars"] {
        if is("engine", "wordpiece") {
            vary("tok.normalizer", name, Some(Argument::Boolean(true)));
            vary("tok.normalizer", name, Some(Argument::Boolean(false)));
            vary("tok.normalizer", name, None);
        }
    }
    if is("engine", "wordpiece") {
        let other = if is("implementation", "slow") { "fast" } else { "slow" };
        vary("tok.normalizer", "implementation", text(other));
    }
    for name in ["add_bos", "add_eos"] {
        if is("engine", "sentencepiece") {
            vary("tok.bos_eos", name, Some(Argument::Boolean(!is(name, "true"))));
        }
    }
    if is("engine", "sentencepiece") {
        for prefix in [true, false] {
            vary("tok.prefix_space", "prefix_space", Some(Argument::Boolean(prefix)));
        }
    }
    for (name, _) in MaskRule::ALL {
        vary("tok.padding", "attention_mask", text(name));
    }
    if is("engine", "huggingface") {
        vary(
            "tok.truncation",
            "loader",
            text(if is("loader", "transformers") { "tokenizers" } else { "transformers" }),
        );
        for name in ["none", "nfc", "nfd", "nfkc", "nfkd", "lowercase"] {
            vary("tok.normalizer", "normalizer", text(name));
        }
        vary("tok.normalizer", "normalizer", None);
        for name in ["gpt2", "cl100k", "o200k", "llama3", "qwen2", "whitespace", "none"] {
            vary("tok.pretokenizer_regex", "pattern", text(name));
        }
        vary("tok.pretokenizer_regex", "pattern", None);
        for prefix in [true, false] {
            vary("tok.prefix_space", "prefix_space", Some(Argument::Boolean(prefix)));
        }
        vary(
            "tok.special_tokens",
            "special_in_text",
            text(if is("special_in_text", "text") { "recognise" } else { "text" }),
        );
    }
    if is("engine", "sentencepiece") {
        if settings.get("implementation").is_some() {
            vary("tok.special_tokens", "legacy", Some(Argument::Boolean(is("legacy", "false"))));
        }
        for name in ["recognise", "text"] {
            vary("tok.special_tokens", "special_in_text", text(name));
        }
    }
    all
}
