"""Rebuilds public incidents about tokenizers: small models of their own, and what the serving side really answered.

Usage: python tests/reference/incidents_tokens.py cases                (sentencepiece, tokenizers)
       python tests/reference/incidents_tokens.py cases transformers   (transformers, with protobuf)
Versions: Python 3.11, sentencepiece 0.2.3, tokenizers 0.23.3; transformers 4.57.6 with sentencepiece 0.2.1 and
tokenizers 0.22.2. What an incident is about stands in cases/incidents/<id>.yaml.
"""

import io
import json
import os
import random
import sys
import tempfile
import unicodedata
from pathlib import Path

CASES = Path(sys.argv[1])
BYTES = CASES / "tokenizers" / "bpe-bytes" / "tokenizer.model"


def record(incident, values):
    folder = CASES / "incidents" / incident
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"id": f"text-{number}", "value": value} for number, value in enumerate(values, 1)]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "serve.jsonl").write_text(text, encoding="utf-8")


def hangul():
    """A model that composes Hangul, and its conversion as transformers writes it: the map of characters in
    `Precompiled`, which looks at whole graphemes."""
    import sentencepiece
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    syllables = "한글말국어사람나라집물불손발눈비가강산"
    parts = {unicodedata.normalize("NFD", syllable): syllable for syllable in syllables}
    parts |= {part[:2]: unicodedata.normalize("NFC", part[:2]) for part in parts if len(part) == 3}
    code = lambda text: " ".join(f"{ord(c):04X}" for c in text)  # noqa: E731
    rng = random.Random(5)
    word = lambda: "".join(rng.choice(syllables) for _ in range(rng.randint(1, 3)))  # noqa: E731
    with tempfile.TemporaryDirectory() as name:
        # The model notes the path of the rules: it is kept free of any folder.
        back, rules = Path.cwd(), Path("rules.tsv")
        os.chdir(name)
        rules.write_text("".join(f"{code(part)}\t{code(whole)}\n" for part, whole in sorted(parts.items())))
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([" ".join(word() for _ in range(6)) for _ in range(3000)]), model_writer=model,
            model_type="unigram", vocab_size=120, normalization_rule_tsv=str(rules), character_coverage=1.0, minloglevel=2)
        os.chdir(back)
    folder = CASES / "tokenizers" / "hangul"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.model").write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [(processor.id_to_piece(i), processor.get_score(i)) for i in range(len(processor))]
    converted = Tokenizer(models.Unigram(pieces, unk_id=processor.unk_id()))
    charsmap = charsmap_of(model.getvalue())
    converted.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(charsmap), normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(" {2,}"), "▁")])
    converted.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    converted.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    converted.save(str(folder / "tokenizer.json"))


def charsmap_of(model):
    """Field 2 of the normalizer, field 3 of the model."""

    def fields(message):
        at = 0

        def varint():
            nonlocal at
            value, shift = 0, 0
            while True:
                byte = message[at]
                at += 1
                value |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    return value

        while at < len(message):
            key = varint()
            if key & 7 == 0:
                yield key >> 3, varint()
            elif key & 7 == 5:
                at += 4
            else:
                length = varint()
                yield key >> 3, message[at : at + length]
                at += length

    normalizer = next(value for number, value in fields(model) if number == 3)
    return next(value for number, value in fields(normalizer) if number == 2)


def accented():
    """A vocabulary of text, not of bytes, as Gemma's: with a space before each word. The splitter that was written over it
    is one for bytes."""
    from tokenizers import Tokenizer, models

    words = ["▁Café", "▁au", "▁lait", "▁le", "Café"]
    vocabulary = ["<unk>", *(f"<0x{byte:02X}>" for byte in range(256))]
    merges = []
    for token in dict.fromkeys(c for word in words for c in word):
        vocabulary.append(token)
    for token in words:
        left = token[0]
        for c in token[1:]:
            if left + c not in vocabulary:
                vocabulary.append(left + c)
                merges.append((left, c))
            left += c
    model = models.BPE({token: i for i, token in enumerate(vocabulary)}, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True)
    folder = CASES / "tokenizers" / "accented"
    folder.mkdir(parents=True, exist_ok=True)
    plain = json.loads(Tokenizer(model).to_str())
    plain["normalizer"] = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    # The pattern of Mistral's Tekken models, and bytes as letters.
    pattern = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+"
               r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
    fixed = dict(plain, pre_tokenizer={"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}]})
    for file, content in (("tokenizer.json", plain), ("tokenizer-fixed.json", fixed)):
        (folder / file).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def padding():
    """The mask as the training code makes it: only padding at the end is found."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(CASES / "tokenizers" / "added-tokens" / "tokenizer.json"))
    tokenizer.no_truncation()
    pad = tokenizer.token_to_id("<pad>")
    tokenizer.enable_padding(direction="left", pad_id=pad, pad_token="<pad>", length=24)
    values = []
    for text in ("a short one", "another one that is a little longer"):
        ids = tokenizer.encode(text).ids
        length = max(at for at, id in enumerate(ids) if id != pad) + 1
        values.append({"ids": ids, "attention_mask": [1] * length + [0] * (len(ids) - length)})
    record("automodel-3704", values)


def with_transformers():
    import transformers

    transformers.logging.set_verbosity_error()
    served = transformers.LlamaTokenizer(str(BYTES), legacy=False)
    texts = ("<s>[INST] say hello [/INST]", "<s> a space after it", "no special token")
    record("hf-26455", [{"ids": served(text)["input_ids"]} for text in texts])
    turns = ("USER: hello there ASSISTANT: hi</s>USER: and again ASSISTANT: yes</s>", "USER: only one turn")
    record("fastchat-3006", [{"ids": served(text)["input_ids"]} for text in turns])


if sys.argv[2:] == ["transformers"]:
    with_transformers()
else:
    hangul()
    accented()
    padding()
