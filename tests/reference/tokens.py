"""Records what the real tokenizers answer on cases/engines/text/texts.jsonl, as goldens of the cases beside it, and
what transformers renders of cases/text/chat/chats.jsonl.

Versions: tokenizers 0.23.3, sentencepiece 0.2.3, tiktoken 0.14.0 in one Python; transformers 4.57.6 (with tokenizers
0.22.2) in another. Each run records the cases whose library it has.

    python tests/reference/tokens.py [CASE ...]

The texts are written anew by `--texts`. Ids are recorded; where a case says so, tokens and byte offsets too. What the
library refuses is recorded as a rejection.
"""

import argparse
import datetime
import importlib.metadata
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "cases" / "engines" / "text"
TOKENIZERS = ROOT / "cases" / "tokenizers"
CHATS = ROOT / "cases" / "text" / "chat"

TEXTS = [
    "", " ", "   ", "\n", "\r\n", "\t", "Hello, world!", "The quick brown fox jumps over the lazy dog.", " leading", "trailing ",
    "two  spaces", "a\tb", "line one\nline two", "line one\r\nline two\r\n", "\n\n\nthree", "tabs\t\t\tand   spaces",
    "no\u00a0break", "ideographic\u3000space", "thin\u2009space", "line\u2028separator", "next\u0085line", "zero\u200bwidth",
    "soft\u00adhyphen", "\ufeffbyte order mark", "inner\ufeffmark", "nul\x00inside", "\x01\x02\x1f\x7f", "unit\x1cseparators\x1f",
    "replacement \ufffd here", "café", "cafe\u0301", "naïve résumé", "ÅNGSTRÖM", "\u212bngstro\u0308m", "ﬁne ﬂuﬀy", "x² + y³ = ½",
    "①②③ Ⅷ ㍻", "ＦＵＬＬ ｗｉｄｔｈ", "ﾊﾝｶｸ ﾊﾟ", "İstanbul ISPARTA ı", "Straße STRASSE ẞ", "ὈΔΥΣΣΕΎΣ ΣΊΣΥΦΟΣ", "ǅ ǆ Ǆ ſ K",
    "a\u0301\u0302\u0303 e\u0323\u0302", "\u0301alone", "漢字かな交じり文", "中文，标点。", "\U00020000\U0002a6d6 rare", "丽 \U0002f800", "한국어 조선말",
    "\u1112\u1161\u11ab\u1100\u1173\u11af", "か\u3099 き\u3099", "العربية لا إله", "مـــد", "ﷺ", "שָׁלוֹם", "हिन्दी क्षि", "ภาษาไทย", "తెలుగు", "བོད",
    "🙂", "👍🏽", "👩\u200d👩\u200d👧\u200d👦", "🏳\ufe0f\u200d🌈", "🇩🇪🇫🇷", "1\ufe0f\u20e3", "text 🙂text", "don't DON'T we'Ve I'LL you'd",
    "'s 't ''", "3333+777", "1234567890", "3.14159 1,000,000", "٣٤٥ ४५६", "2024-03-10T02:30:00Z", "camelCaseWord HTTPServer NaOH pH",
    "snake_case_name __init__", "https://example.com/a?b=c&d=%20#e", "me@example.org", "C++ #include <x>", "if (a != b) { return; }",
    "def f(x):\n    return x ** 2\n", "<html><b>bold</b></html>", "...", "-- — –", "“quoted” ‘text’ «x»", "!!!???", "$100 €50 £20 ¥5",
    "[CLS] a [SEP] b [MASK] [PAD] [UNK]", "[cls] [ SEP ]", "<s>hi</s> <unk> <pad>", "<|endoftext|>", "a<|endoftext|>b <|endoftext|>",
    "<|im_start|>user\nhi<|im_end|>", "<extra_id_0> x <extra_id_1>", "<0x0A> <0xFF>", "▁under ▁▁two", "Ġbyte Ċ level", "##ing ##s",
    "<tool> x <tool>y", "word<sep>word < sep >", "x" * 101, "x" * 100, "0" * 33, " " * 20, "\n" * 9, "é" * 24, "🙂" * 9, "ab" * 30,
    "ha " * 24, "antidisestablishmentarianism", "Donaudampfschifffahrtsgesellschaft", "\u0378 unassigned", "\ue000 private",
    "\U000e0041 tag", "\u061d \u2e55 newer marks", "\u1ace \u0898 newer accents", "\ufffe\uffff", "\u2060joiner\u2061", "a\u0327\u0301b",
    "\u0f73 \u0f75", "ω\u0345 ᾳ", "Ω Ω", "한\u1100\u1161\u11a8글", "\u00a8 \u00b4 \u00b8", "℀ ℡ ㎏", "mixed 漢a字b", "end.", "\r", "\x0b\x0c",
]

LINES = [
    {"a": "a short one", "b": "the second text is rather longer than the first one was"},
    {"a": "the first text is rather longer than the second one will be", "b": "short"},
    {"a": "both texts have the same number of words", "b": "each text has the same count of words"},
    {"a": "", "b": "only the second"},
    {"a": "only the first", "b": ""},
]

CONVERSATIONS = [
    [{"role": "user", "content": "hi"}],
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is 3333+777?"}],
    [{"role": "user", "content": "a"}, {"role": "assistant", "content": " b "}, {"role": "user", "content": "\nc\n"}],
    [{"role": "user", "content": ""}],
    [{"role": "assistant", "content": "first"}],
    [{"role": "user", "content": "naïve 🙂 <|im_end|> \"quoted\""}],
    [{"role": "user", "content": "x"}, {"role": "user", "content": "y"}],
]


def texts():
    rows = "".join(json.dumps({"text": text}) + "\n" for text in TEXTS)
    (FOLDER / "texts.jsonl").write_text(rows, encoding="ascii")
    rows = "".join(json.dumps(pair) + "\n" for pair in LINES)
    (FOLDER / "pairs.jsonl").write_text(rows, encoding="ascii")
    rows = "".join(json.dumps({"messages": chat}) + "\n" for chat in CONVERSATIONS)
    (CHATS / "chats.jsonl").write_text(rows, encoding="ascii")


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def byte_offsets(text, offsets):
    at = [0]
    for c in text:
        at.append(at[-1] + len(c.encode()))
    return [[at[a], at[b]] for a, b in offsets]


def fast(text, found):
    return {"ids": found.ids, "tokens": found.tokens, "offsets": byte_offsets(text, found.offsets)}


def ids(found):
    return {"ids": list(found)}


MINILM = TOKENIZERS / "all-minilm" / "tokenizer.json"
BERT = TOKENIZERS / "bert-small" / "vocab.txt"
GPT2 = TOKENIZERS / "gpt2-small"
ADDED = TOKENIZERS / "added-tokens" / "tokenizer.json"
T5 = TOKENIZERS / "t5-test" / "sentencepiece.model"
BYTES = TOKENIZERS / "bpe-bytes" / "tokenizer.model"


def tokenizers_minilm(special):
    import tokenizers

    library = tokenizers.Tokenizer.from_file(str(MINILM))
    library.no_truncation()
    library.no_padding()
    return lambda row: {"text": fast(row["text"], library.encode(row["text"], add_special_tokens=special))}


def tokenizers_limits():
    import tokenizers

    library = tokenizers.Tokenizer.from_file(str(ADDED))
    return lambda row: {"text": {"ids": (e := library.encode(row["text"])).ids, "attention_mask": e.attention_mask,
                                 "special_mask": e.special_tokens_mask}}


def tokenizers_added():
    import tokenizers

    library = tokenizers.Tokenizer.from_file(str(ADDED))
    library.no_truncation()
    library.no_padding()
    return lambda row: {"text": fast(row["text"], library.encode(row["text"]))}


def tokenizers_gpt2():
    import tokenizers

    library = tokenizers.ByteLevelBPETokenizer(str(GPT2 / "vocab.json"), str(GPT2 / "merges.txt"))
    return lambda row: {"text": fast(row["text"], library.encode(row["text"]))}


def transformers_minilm():
    import transformers

    library = transformers.PreTrainedTokenizerFast(tokenizer_file=str(MINILM))
    return lambda row: {"text": ids(library(row["text"])["input_ids"])}


def bert(kind, lower, special=True, **options):
    import transformers

    library = getattr(transformers, kind)(vocab_file=str(BERT), do_lower_case=lower, **options)
    return lambda row: {"text": ids(library(row["text"], add_special_tokens=special)["input_ids"])}


def bert_pairs(truncation, side):
    import transformers

    library = transformers.BertTokenizerFast(vocab_file=str(BERT), truncation_side=side, padding_side=side)

    def one(row):
        found = library(row["a"], row["b"], truncation=truncation, max_length=14, padding="max_length")
        return {"ids": found["input_ids"], "type_ids": found["token_type_ids"], "attention_mask": found["attention_mask"]}

    return one


def tiktoken(pattern, mode):
    import tiktoken as library
    from tiktoken.load import load_tiktoken_bpe
    from tiktoken_ext import openai_public

    openai_public.load_tiktoken_bpe = lambda *_, **__: {}
    pat_str = openai_public.r50k_pat_str if pattern == "gpt2" else getattr(openai_public, f"{pattern}_base")()["pat_str"]
    ranks = load_tiktoken_bpe(str(GPT2 / "ranks.tiktoken"))
    encoding = library.Encoding("small", pat_str=pat_str, mergeable_ranks=ranks, special_tokens={"<|endoftext|>": 5000})
    encode = {"refuse": encoding.encode, "text": encoding.encode_ordinary,
              "recognise": lambda text: encoding.encode(text, allowed_special="all")}[mode]
    return lambda row: {"text": ids(encode(row["text"]))}


def sentencepiece(path, **options):
    import sentencepiece as library

    model = library.SentencePieceProcessor(model_file=str(path))

    def one(row):
        found = {"ids": model.encode(row["text"], **options)}
        if not options:
            found["tokens"] = model.encode(row["text"], out_type=str)
        return {"text": found}

    return one


def slow(kind, path, **options):
    """A slow class around SentencePiece; needs protobuf where legacy is off."""
    import transformers

    library = getattr(transformers, kind)(str(path), **options)
    return lambda row: {"text": ids(library(row["text"])["input_ids"])}


def chats(template, prompt):
    import transformers

    library = transformers.PreTrainedTokenizerFast(tokenizer_file=str(MINILM), bos_token="[CLS]", eos_token="[SEP]")
    library.chat_template = (CHATS / template).read_text(encoding="utf-8")
    return lambda row: library.apply_chat_template(row["messages"], tokenize=False, add_generation_prompt=prompt)


CASES = {
    "huggingface-minilm": ("tokenizers", "texts.jsonl", lambda: tokenizers_minilm(True)),
    "huggingface-minilm-bare": ("tokenizers", "texts.jsonl", lambda: tokenizers_minilm(False)),
    "huggingface-minilm-transformers": ("transformers", "texts.jsonl", transformers_minilm),
    "huggingface-added-tokens": ("tokenizers", "texts.jsonl", tokenizers_added),
    "huggingface-own-limits": ("tokenizers", "texts.jsonl", tokenizers_limits),
    "huggingface-gpt2": ("tokenizers", "texts.jsonl", tokenizers_gpt2),
    "wordpiece-fast": ("transformers", "texts.jsonl", lambda: bert("BertTokenizerFast", True)),
    "wordpiece-fast-cased": ("transformers", "texts.jsonl", lambda: bert("BertTokenizerFast", False)),
    "wordpiece-fast-accents": ("transformers", "texts.jsonl",
                               lambda: bert("BertTokenizerFast", True, special=False, strip_accents=False,
                                            tokenize_chinese_chars=False)),
    "wordpiece-slow": ("transformers", "texts.jsonl", lambda: bert("BertTokenizer", True)),
    "wordpiece-slow-cased": ("transformers", "texts.jsonl", lambda: bert("BertTokenizer", False, special=False)),
    "wordpiece-pairs": ("transformers", "pairs.jsonl", lambda: bert_pairs("longest_first", "right")),
    "wordpiece-pairs-second": ("transformers", "pairs.jsonl", lambda: bert_pairs("only_second", "left")),
    "tiktoken-refuse": ("tiktoken", "texts.jsonl", lambda: tiktoken("gpt2", "refuse")),
    "tiktoken-text": ("tiktoken", "texts.jsonl", lambda: tiktoken("gpt2", "text")),
    "tiktoken-recognise": ("tiktoken", "texts.jsonl", lambda: tiktoken("gpt2", "recognise")),
    "tiktoken-cl100k": ("tiktoken", "texts.jsonl", lambda: tiktoken("cl100k", "text")),
    "tiktoken-o200k": ("tiktoken", "texts.jsonl", lambda: tiktoken("o200k", "text")),
    "sentencepiece-unigram": ("sentencepiece", "texts.jsonl", lambda: sentencepiece(T5)),
    "sentencepiece-bpe": ("sentencepiece", "texts.jsonl", lambda: sentencepiece(BYTES)),
    "sentencepiece-bpe-ends": ("sentencepiece", "texts.jsonl", lambda: sentencepiece(BYTES, add_bos=True, add_eos=True)),
    "sentencepiece-t5-slow": ("transformers", "texts.jsonl", lambda: slow("T5Tokenizer", T5, legacy=True)),
    "sentencepiece-llama-slow": ("transformers", "texts.jsonl", lambda: slow("LlamaTokenizer", BYTES, legacy=False)),
    "chat-chatml": ("transformers", "chats.jsonl", lambda: chats("chatml.jinja", True)),
    "chat-strict": ("transformers", "chats.jsonl", lambda: chats("strict.jinja", False)),
}


def record(case, library, source, make):
    answer = make()
    lines = []
    chat = case.startswith("chat-")
    for number, row in enumerate(read((CHATS if chat else FOLDER) / source), 1):
        try:
            value = answer(row)
        except Exception as error:  # noqa: BLE001 - what the library raises is its answer
            rejected = {"rejected": type(error).__name__}
            value = {"text": rejected} if "text" in row else rejected
        lines.append(json.dumps({"id": f"{source}:{number}", "value": value}, separators=(",", ":")) + "\n")
    golden = ROOT / "golden"
    folder = golden / "text" / "chat" / case[5:] if chat else golden / "engines" / "text" / case
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{source}.jsonl").write_text("".join(lines), encoding="ascii")
    version = importlib.metadata.version(library)
    date = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    (folder / "golden.yaml").write_text(
        f"format: preparity-golden/1\nblessed:\n  date: {date}\n  recorded:\n    library: {library}\n"
        f"    version: {version}\n    command: python tests/reference/tokens.py {case}\n"
        f"sources:\n  {source}:\n    file: {source}.jsonl\n    inputs: {len(lines)}\n",
        encoding="ascii",
    )
    print(f"{case}: {len(lines)} from {library} {version}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_args()
    if arguments.texts:
        texts()
    for case, (library, source, make) in CASES.items():
        if arguments.cases and case not in arguments.cases:
            continue
        try:
            record(case, library, source, make)
        except ModuleNotFoundError as error:
            print(f"{case}: left out ({error.name} is not installed)")


main()
