"""Randomised differential test of the tokenizers against the real libraries: prints n equal of n for every mode.

Versions that the engines describe: tokenizers 0.23 (also 0.22), transformers 4.57.6, sentencepiece 0.2.3, tiktoken
0.14.0. Run it once per Python that has some of them; what is not installed is left out.

    python tests/reference/compare_tokens.py --binary target/release/preparity --files FOLDER [--only tiktoken]
        [--corpus FILE ...] [--fuzz 2000] [--probes 2000] [--seed 1]

FOLDER holds tokenizers in folders of any names: tokenizer.json, vocab.txt, vocab.json with merges.txt, *.model,
*.tiktoken. The corpus is made anew from the seed, with lines of the files that are named, so no test holds it.
Ids are compared; for tokenizer.json also tokens, offsets, segments and masks.
"""

import argparse
import itertools
import json
import random
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

HARD = [
    "", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", "\u0085", "\ufeff", "\u200b", "\u200d", "\u00ad",
    "\x00", "\x01", "\x1c", "\x1f", "\x7f", "\ufffd", "\ufffe", "\U000e0001", "\ue000", "\u0378",
    "é", "e\u0301", "Å", "\u212b", "A\u030a", "ﬁ", "ﬀ", "½", "²", "İ", "ı", "ß", "ẞ", "ΑΣ", "ΑΣΑ", "ς", "ǅ", "ſ", "K",
    "각", "\u1100\u1161\u11a8", "가", "が", "か\u3099", "ﾊﾟ", "㍻", "㋿", "漢字", "\U00020000", "\U0002a6d6", "丽", "\U0002f800",
    "العربية", "لا", "ﷺ", "\u0640", "שָׁלוֹם", "हिन्दी", "ไทย", "ཨོཾ", "🙂", "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "👍🏽", "🇩🇪", "1\ufe0f\u20e3",
    "don't", "DON'T", "I'LL", "we'Ve", "'s", "3333", "1234567", "3.14", "1,000", "٣٤٥", "Ⅷ", "①", "x²",
    "camelCase", "snake_case", "NaOH", "pH", "http://a.b/c?d=e&f", "a@b.de", "C++", "#!/bin/sh", "...", "--", "!?",
    "<s>", "</s>", "<unk>", "<pad>", "[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "<|endoftext|>", "<|im_start|>",
    "<extra_id_0>", "▁", "▁▁", "##ing", "Ġ", "<0x0A>", "a\u0301\u0302\u0303", "\u0301", "word", "The", "quick", "x" * 120,
    "0" * 40, " " * 30, "\n" * 12, "é" * 30, "🙂" * 12, "aaaa", "ab" * 40,
]
GLUE = ["", "", " ", " ", "  ", "\n", "\t"]


def corpus(arguments):
    rng = random.Random(arguments.seed)
    texts = list(HARD)
    for _ in range(arguments.fuzz):
        count = rng.randint(1, 9)
        parts = [rng.choice(HARD) if rng.random() < 0.7 else any_characters(rng) for _ in range(count)]
        texts.append("".join(part + rng.choice(GLUE) for part in parts))
    for _ in range(arguments.probes):
        c = any_character(rng)
        texts.append(f"a{c}b {c}")
    for name in arguments.corpus:
        lines = Path(name).read_text(encoding="utf-8", errors="replace").split("\n")
        rng.shuffle(lines)
        texts += lines[: arguments.lines]
    return texts


def any_character(rng):
    plane = rng.random()
    top = 0x250 if plane < 0.2 else 0x3100 if plane < 0.6 else 0x10000 if plane < 0.9 else 0x110000
    while True:
        c = rng.randrange(top)
        if not 0xD800 <= c < 0xE000:
            return chr(c)


def any_characters(rng):
    text = "".join(any_character(rng) for _ in range(rng.randint(1, 6)))
    return unicodedata.normalize(rng.choice(["NFC", "NFD", "NFKC"]), text) if rng.random() < 0.3 else text


class Ours:
    def __init__(self, binary, texts):
        self.binary, self.texts = binary, texts
        self.folder = Path(tempfile.mkdtemp())
        # Each text has another one as its pair.
        pairs = zip(texts, texts[7:] + texts[:7], strict=True)
        rows = "".join(json.dumps({"text": text, "pair": pair}) + "\n" for text, pair in pairs)
        (self.folder / "texts.jsonl").write_text(rows, encoding="utf-8")

    def run(self, settings):
        definition = self.folder / "definition.yaml"
        where = {"pair": ["text", "pair"]} if settings.get("pair") else {"on": "text"}
        definition.write_text("steps:\n  - tokenize: " + json.dumps({**settings, **where}) + "\n", encoding="utf-8")
        command = [self.binary, "run", str(definition), "--input", f"table:{self.folder / 'texts.jsonl'}"]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{settings}: {done.stderr.decode()}")
        values = [json.loads(line)["value"] for line in done.stdout.splitlines()]
        return values if settings.get("pair") else [value["text"] for value in values]


def show(text):
    return "".join(c if 32 < ord(c) < 127 or c == " " else f"\\u{{{ord(c):x}}}" for c in text[:60])


class Table:
    def __init__(self, ours):
        self.ours = ours

    def row(self, mode, settings, theirs, keys=("ids",)):
        """`theirs` gives a map of keys, or raises, for one text."""
        values = self.ours.run(settings)
        equal, first = 0, None
        texts = self.ours.texts
        for text, pair, value in zip(texts, texts[7:] + texts[:7], values, strict=True):
            try:
                wanted = theirs(text, pair) if settings.get("pair") else theirs(text)
            except Exception as error:  # noqa: BLE001 - whatever the library raises is its answer
                wanted = {"rejected": type(error).__name__}
            if "rejected" in wanted:
                same = "rejected" in value
            else:
                same = all(value.get(key) == wanted[key] for key in keys if key in wanted)
            equal += same
            if not same and first is None:
                key = next((key for key in keys if value.get(key) != wanted.get(key)), "ids")
                first = f"{show(text)!r} {key}: {str(value.get(key, value))[:90]} for {str(wanted.get(key, wanted))[:90]}"
        rest = "" if first is None else f"   e.g. {first}"
        print(f"{mode:64} {equal:6} equal of {len(values):6}{rest}", flush=True)


def byte_offsets(text, offsets):
    at = [0]
    for c in text:
        at.append(at[-1] + len(c.encode()))
    return [[at[a], at[b]] for a, b in offsets]


ALL_KEYS = ("ids", "tokens", "offsets", "type_ids", "attention_mask", "special_mask")


def encoding(text, found):
    return {
        "ids": found.ids, "tokens": found.tokens, "offsets": byte_offsets(text, found.offsets), "type_ids": found.type_ids,
        "attention_mask": found.attention_mask, "special_mask": found.special_tokens_mask,
    }


def paired(found):
    """Offsets of the second text are of another text: they are left out."""
    return {"ids": found.ids, "tokens": found.tokens, "type_ids": found.type_ids, "attention_mask": found.attention_mask,
            "special_mask": found.special_tokens_mask}


def name(path):
    return f"{path.parent.name}/{path.name}"


def huggingface(table, folder):
    import tokenizers

    for path in sorted(folder.rglob("tokenizer.json")):
        theirs = tokenizers.Tokenizer.from_file(str(path))
        for special in (True, False):
            settings = {"engine": "huggingface", "file": str(path), "add_special_tokens": special}
            mode = f"tokenizers {tokenizers.__version__} {name(path)} special={special}"
            table.row(mode, settings, lambda t, s=special: encoding(t, theirs.encode(t, add_special_tokens=s)), ALL_KEYS)
        settings = {"engine": "huggingface", "file": str(path), "pair": True, "truncation": "none"}
        theirs.no_truncation()
        table.row(f"tokenizers {tokenizers.__version__} {name(path)} pairs", settings,
                  lambda t, p: paired(theirs.encode(t, p)), ("ids", "tokens", "type_ids", "special_mask"))
        theirs.enable_truncation(9, stride=0, strategy="only_second")
        theirs.enable_padding(length=12, pad_to_multiple_of=8, pad_id=1, pad_token="?")
        settings = {"engine": "huggingface", "file": str(path), "pair": True, "max_length": 9, "strategy": "only_second",
                    "truncation": "right", "padding": "right", "pad_to": 12, "pad_multiple_of": 8, "pad_id": 1}
        table.row(f"tokenizers {tokenizers.__version__} {name(path)} pairs, second cut, multiple of 8", settings,
                  lambda t, p: paired(theirs.encode(t, p)), ("ids", "type_ids", "attention_mask"))
        theirs.enable_truncation(7, stride=0, direction="left")
        theirs.enable_padding(length=12, direction="left", pad_id=3, pad_token="!")
        settings = {"engine": "huggingface", "file": str(path), "max_length": 7, "truncation": "left", "pad_to": 12,
                    "padding": "left", "pad_id": 3}
        mode = f"tokenizers {tokenizers.__version__} {name(path)} cut and filled on the left"
        table.row(mode, settings, lambda t: encoding(t, theirs.encode(t)), ("ids", "attention_mask", "special_mask"))
    for path in sorted(folder.rglob("vocab.json")):
        merges = path.with_name("merges.txt")
        theirs = tokenizers.ByteLevelBPETokenizer(str(path), str(merges))
        settings = {"engine": "huggingface", "vocab": str(path), "merges": str(merges)}
        table.row(f"tokenizers ByteLevelBPETokenizer {name(path)}", settings, lambda t: encoding(t, theirs.encode(t)),
                  ("ids", "tokens"))


def transformers(table, folder):
    import transformers as library

    library.logging.set_verbosity_error()
    tag = f"transformers {library.__version__}"
    for path in sorted(folder.rglob("tokenizer.json")):
        theirs = library.PreTrainedTokenizerFast(tokenizer_file=str(path))
        for special in (True, False):
            settings = {"engine": "huggingface", "file": str(path), "loader": "transformers", "add_special_tokens": special}
            table.row(f"{tag} PreTrainedTokenizerFast {name(path)} special={special}", settings,
                      lambda t, s=special: {"ids": theirs(t, add_special_tokens=s)["input_ids"]})
    for path in sorted(folder.rglob("vocab.txt")):
        for lower in (True, False):
            for kind, implementation in ((library.BertTokenizerFast, "fast"), (library.BertTokenizer, "slow")):
                theirs = kind(vocab_file=str(path), do_lower_case=lower)
                for special in (True, False):
                    settings = {"engine": "wordpiece", "version": "4.57", "vocab": str(path), "lowercase": lower,
                                "implementation": implementation, "add_special_tokens": special}
                    table.row(f"{tag} {kind.__name__} {name(path)} lower={lower} special={special}", settings,
                              lambda t, k=theirs, s=special: {"ids": k(t, add_special_tokens=s)["input_ids"]})
        for kind, implementation in ((library.BertTokenizerFast, "fast"), (library.BertTokenizer, "slow")):
            theirs = kind(vocab_file=str(path))
            settings = {"engine": "wordpiece", "version": "4.57", "vocab": str(path), "implementation": implementation,
                        "pair": True, "max_length": 11, "truncation": "right"}
            table.row(f"{tag} {kind.__name__} {name(path)} pairs of 11", settings,
                      lambda t, p, k=theirs: segments(k(t, p, truncation=True, max_length=11)), ("ids", "type_ids"))
        theirs = library.BertTokenizer(vocab_file=str(path), strip_accents=False, tokenize_chinese_chars=False)
        settings = {"engine": "wordpiece", "version": "4.57", "vocab": str(path), "implementation": "slow",
                    "strip_accents": False, "chinese_chars": False, "max_length": 9, "pad_to": 12}
        table.row(f"{tag} BertTokenizer {name(path)} accents and Chinese kept, 9 of 12", settings,
                  lambda t: {"ids": theirs(t, truncation=True, max_length=9)["input_ids"]
                             + [0] * max(0, 12 - len(theirs(t, truncation=True, max_length=9)["input_ids"]))})
    for path in sorted(folder.rglob("vocab.json")):
        theirs = library.GPT2Tokenizer(str(path), str(path.with_name("merges.txt")))
        settings = {"engine": "huggingface", "vocab": str(path), "merges": str(path.with_name("merges.txt")),
                    "special_tokens": ["<|endoftext|>"]}
        table.row(f"{tag} GPT2Tokenizer (slow) {name(path)}", settings, lambda t: {"ids": theirs(t)["input_ids"]})
    for path in sorted(folder.rglob("*.model")):
        for kind, legacy in itertools.product((library.LlamaTokenizer, library.T5Tokenizer), (True, False)):
            try:
                theirs = kind(str(path), legacy=legacy)
                theirs("a")
            except Exception as error:  # noqa: BLE001 - not every model has the pieces that a class needs
                print(f"{tag} {kind.__name__} {name(path)}: not loaded ({str(error)[:60]})")
                continue
            settings = {"engine": "sentencepiece", "file": str(path), "implementation": kind.__name__, "legacy": legacy}
            mode = f"{tag} {kind.__name__} {name(path)} legacy={legacy}"
            for special in (True, False):
                table.row(f"{mode} special={special}", {**settings, "add_special_tokens": special},
                          lambda t, k=theirs, s=special: {"ids": k(t, add_special_tokens=s)["input_ids"]})
            table.row(f"{mode} pairs of 9", {**settings, "pair": True, "max_length": 9, "truncation": "right"},
                      lambda t, p, k=theirs: segments(k(t, p, truncation=True, max_length=9, return_token_type_ids=True)),
                      ("ids", "type_ids"))


def segments(found):
    return {"ids": found["input_ids"], "type_ids": found["token_type_ids"]}


def sentencepiece(table, folder):
    import sentencepiece as library

    for path in sorted(folder.rglob("*.model")):
        theirs = library.SentencePieceProcessor(model_file=str(path))
        for special in (False, True):
            settings = {"engine": "sentencepiece", "file": str(path), "add_bos": special, "add_eos": special}
            bos, eos = special and theirs.bos_id() >= 0, special and theirs.eos_id() >= 0
            table.row(f"sentencepiece {library.__version__} {name(path)} special={special}", settings,
                      lambda t, b=bos, e=eos: {"ids": theirs.encode(t, add_bos=b, add_eos=e)})
        pieces = {"engine": "sentencepiece", "file": str(path)}
        table.row(f"sentencepiece {library.__version__} {name(path)} pieces", pieces,
                  lambda t: {"tokens": theirs.encode(t, out_type=str)}, ("tokens",))


def tiktoken(table, folder):
    import tiktoken as library
    from tiktoken.load import load_tiktoken_bpe
    from tiktoken_ext import openai_public

    known = {"r50k": "gpt2", "gpt2": "gpt2", "p50k": "gpt2", "cl100k": "cl100k", "o200k": "o200k"}
    regex = {"gpt2": openai_public.r50k_pat_str}
    for path in sorted(folder.rglob("*.tiktoken")):
        pattern = next((known[key] for key in known if path.name.startswith(key)), None)
        if pattern is None:
            continue
        special = {"gpt2": {"<|endoftext|>": 50256}, "cl100k": {"<|endoftext|>": 100257, "<|fim_prefix|>": 100258,
                   "<|fim_middle|>": 100259, "<|fim_suffix|>": 100260, "<|endofprompt|>": 100276},
                   "o200k": {"<|endoftext|>": 199999, "<|endofprompt|>": 200018}}[pattern]
        pat_str = regex.get(pattern) or pattern_of(openai_public, pattern)
        theirs = library.Encoding(path.name, pat_str=pat_str, mergeable_ranks=load_tiktoken_bpe(str(path)),
                                  special_tokens=special)
        modes = {
            "refuse": theirs.encode,
            "text": theirs.encode_ordinary,
            "recognise": lambda t, k=theirs: k.encode(t, allowed_special="all"),
        }
        for mode, encode in modes.items():
            settings = {"engine": "tiktoken", "file": str(path), "pattern": pattern, "special_in_text": mode}
            table.row(f"tiktoken {library.__version__} {name(path)} specials: {mode}", settings,
                      lambda t, e=encode: {"ids": e(t)})


def pattern_of(openai_public, name):
    """The pattern of an encoding, without fetching its ranks."""
    kept = openai_public.load_tiktoken_bpe
    openai_public.load_tiktoken_bpe = lambda *_, **__: {}
    try:
        return getattr(openai_public, f"{name}_base")()["pat_str"]
    finally:
        openai_public.load_tiktoken_bpe = kept


LIBRARIES = {"huggingface": huggingface, "transformers": transformers, "sentencepiece": sentencepiece, "tiktoken": tiktoken}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/preparity")
    parser.add_argument("--files", required=True, type=Path)
    parser.add_argument("--only", choices=LIBRARIES, action="append")
    parser.add_argument("--corpus", action="append", default=[])
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--fuzz", type=int, default=2000)
    parser.add_argument("--probes", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    texts = corpus(arguments)
    print(f"{len(texts)} texts, seed {arguments.seed}")
    table = Table(Ours(arguments.binary, texts))
    for library in arguments.only or LIBRARIES:
        try:
            LIBRARIES[library](table, arguments.files)
        except ModuleNotFoundError as error:
            print(f"{library}: not installed ({error.name})")


main()
