//! From text to token ids.

use super::Cause;
use crate::meta::Meta;

/// The family.
pub static ALL: &[Cause] = &[
    Cause {
        meta: Meta {
            id: "tok.bos_eos",
            summary: "a begin or end token missing or doubled",
            manual: "\
What it is
A template writes the begin token as text, and the tokenizer adds another; or one path adds
none.

Where libraries differ
add_special_tokens defaults to True in Transformers' __call__; chat templates contain the token
already; completion and chat endpoints differ.

How it looks
One id more at index 0 (or at the end); the rest is equal.

How to confirm
add_special_tokens on one side closes the gap.

How to fix
Tokenize rendered templates with add_special_tokens=False; apply_chat_template(tokenize=True)
does so.

Seen in
https://github.com/vllm-project/vllm/issues/9519
https://github.com/RLHFlow/RLHF-Reward-Modeling/issues/16
https://github.com/vllm-project/vllm/pull/55288",
            example: "",
        },
        seen: 3,
        fix: "tokenize rendered chat templates with add_special_tokens=False; elsewhere leave it True",
    },
    Cause {
        meta: Meta {
            id: "tok.chat_template",
            summary: "another prompt template",
            manual: "\
What it is
The messages are joined by another text: a missing blank line, a header kept or dropped, another
model's template.

Where libraries differ
tokenizer_config.json has chat_template; serving stacks carry copies of their own (Ollama
templates, GGUF metadata, FastChat conversations).

How it looks
Texts differ before they are tokenized, at the turns' borders.

How to confirm
Compare the rendered texts: put the replace step that makes one of the other on one side.

How to fix
Render with the tokenizer's own template on both sides, and log the rendered prompt.

Seen in
https://github.com/lm-sys/FastChat/pull/3006
https://github.com/ggml-org/llama.cpp/issues/7062
https://github.com/OpenBMB/MiniCPM-V/issues/141",
            example: "",
        },
        seen: 3,
        fix: "render with the tokenizer's own chat_template on both sides",
    },
    Cause {
        meta: Meta {
            id: "tok.normalizer",
            summary: "text normalized otherwise before tokenizing",
            manual: "\
What it is
Unicode normal form, lower case, accents, spaces and control characters are changed before the
vocabulary is looked up.

Where libraries differ
BERT uncased lowercases and strips accents (strip_accents null means: as lowercase);
SentencePiece models carry NFKC rules; ports leave them out or apply them in another order.

How it looks
Texts with accents, capitals, full-width or composed characters differ; plain ASCII does not.
[UNK] or twice as many tokens.

How to confirm
normalizer on tokenize, or a unicode, lowercase or strip_accents step on one side, closes the
gap.

How to fix
Load tokenizer.json, which holds the normalizer, instead of rebuilding it from the vocabulary.

Seen in
https://github.com/huggingface/transformers/issues/2917
https://github.com/huggingface/transformers/issues/6186
https://github.com/CyberZHG/keras-bert/issues/41
https://github.com/sillsdev/silnlp/pull/841",
            example: "",
        },
        seen: 7,
        fix: "load the normalizer from tokenizer.json on both sides (form, lower case, strip_accents)",
    },
    Cause {
        meta: Meta {
            id: "tok.padding",
            summary: "padding on another side, with another id or mask",
            manual: "\
What it is
Sequences of a batch are filled up to one length. Side, id and mask must be what the model
expects.

Where libraries differ
Decoder-only models are padded on the left for generation, encoders on the right. pad_id 0 is a
real token in some vocabularies; a mask of ones makes padding count.

How it looks
The same ids, shifted; or another id or mask in the filled positions.

How to confirm
padding, pad_id or pad_to on one side closes the gap.

How to fix
Set tokenizer.padding_side and pad_token explicitly, and pass the attention mask on.

Seen in
https://github.com/NVIDIA-NeMo/Automodel/pull/3704
https://github.com/huggingface/transformers/issues/26569",
            example: "",
        },
        seen: 2,
        fix: "set padding_side and pad_token explicitly on both sides, and pass the attention mask",
    },
    Cause {
        meta: Meta {
            id: "tok.prefix_space",
            summary: "a space put in front of the text, or not",
            manual: "\
What it is
Byte-level and SentencePiece tokenizers tell 'This' from ' This'. Some put a space in front of
the text.

Where libraries differ
SentencePiece add_dummy_prefix, Llama's legacy flag, ByteLevel add_prefix_space, Metaspace
prepend_scheme first, always or never; ports guess.

How it looks
The first id differs, also the first after a special token; the rest is equal.

How to confirm
prefix_space on one side closes the gap.

How to fix
Keep add_prefix_space, legacy and prepend_scheme as the model's files say; compare 'This' and
'<s>This'.

Seen in
https://github.com/huggingface/transformers/pull/24565
https://github.com/huggingface/transformers/issues/26455
https://github.com/ggml-org/llama.cpp/issues/167
https://github.com/ggml-org/llama.cpp/issues/4772",
            example: "",
        },
        seen: 5,
        fix: "keep the model's own add_prefix_space / legacy / prepend_scheme on both sides",
    },
    Cause {
        meta: Meta {
            id: "tok.pretokenizer_regex",
            summary: "text split by another pattern before merging",
            manual: "\
What it is
BPE merges only within pieces, and a pattern makes the pieces: digits one by one, by three or in
runs; contractions; blank lines.

Where libraries differ
GPT-2 (\\p{N}+), cl100k and Llama 3 (\\p{N}{1,3}), Qwen2 (\\p{N}), o200k (case classes), Falcon (a
sequence). GGUF files without the field fall back to a default.

How it looks
Numbers, contractions in capitals, camel case and runs of line breaks are split otherwise: 333|3
against 3333.

How to confirm
pattern on one side closes the gap.

How to fix
Take the pattern from tokenizer.json (pre_tokenizer), or tiktoken's own for the encoding;
convert GGUF files anew.

Seen in
https://github.com/ggml-org/llama.cpp/issues/6914
https://github.com/chonkie-ai/autotiktokenizer/issues/22
https://github.com/huggingface/transformers/issues/22166
https://github.com/huggingface/transformers/pull/42299",
            example: "",
        },
        seen: 8,
        fix: "use the pattern of the model's tokenizer.json (pre_tokenizer) on both sides; regenerate \
            old GGUF files",
    },
    Cause {
        meta: Meta {
            id: "tok.special_tokens",
            summary: "special tokens in the text handled otherwise",
            manual: "\
What it is
A text may contain '<|im_end|>'. It is one special token, or plain characters, and may swallow
the space around it.

Where libraries differ
Flags lstrip, rstrip, normalized and single_word on added tokens; tiktoken's allowed_special;
engines that split at special tokens first or never.

How it looks
A special token appears as several plain pieces, or a space or line break next to it vanishes.

How to confirm
special_in_text on one side closes the gap.

How to fix
Load added tokens with their flags from tokenizer.json; treat user text as text, and templates
as templates.

Seen in
https://github.com/lm-sys/FastChat/pull/3006
https://github.com/huggingface/transformers/pull/24565
https://github.com/huggingface/transformers/issues/26455
https://github.com/ggml-org/llama.cpp/pull/17577",
            example: "",
        },
        seen: 6,
        fix: "load added tokens with their flags (lstrip, rstrip, normalized) on both sides; parse \
            specials in templates only",
    },
    Cause {
        meta: Meta {
            id: "tok.truncation",
            summary: "another length limit, or cut at the other end",
            manual: "\
What it is
Texts longer than the limit lose tokens: at the end or the beginning, silently or not at all.

Where libraries differ
model_max_length, max_length of the call, max_seq_length of sentence-transformers (128, 256,
384, 512); truncation_side.

How it looks
Only texts above the limit differ.

How to confirm
max_length or truncation on one side closes the gap; texts of n-1, n and n+1 tokens show it.

How to fix
Set max_length and truncation_side explicitly on both sides, and count how many texts are cut.

Seen in
No public incident was found that is as plain as this page.",
            example: "",
        },
        seen: 2,
        fix: "set max_length and truncation_side explicitly on both sides",
    },
    Cause {
        meta: Meta {
            id: "tok.vocab_or_merges",
            summary: "another vocabulary or merges file",
            manual: "\
What it is
The two sides load different files: an older conversion, rewritten pieces, added tokens left
out.

Where libraries differ
GGUF and MNN conversions rewrite pieces; fine-tuning adds tokens; slow and fast tokenizers keep
separate files.

How it looks
Ids are permuted or out of range, also where the pieces' texts are equal.

How to confirm
Compare the files' sha256; an equal text with another id is proof.

How to fix
Ship the tokenizer with the model, under one hash that both sides check.

Seen in
https://github.com/ggml-org/llama.cpp/issues/6944
https://github.com/wangzhaode/llm-export/issues/28",
            example: "",
        },
        seen: 2,
        fix: "load the same tokenizer files on both sides, checked by hash",
    },
];
