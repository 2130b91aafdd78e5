"""Differential test of chat templates against transformers: prints n equal of n for every template.

Version that the step describes: transformers 4.57.6 with jinja2 3.1.6.

    python tests/reference/compare_chats.py --binary target/release/preparity --tokenizer FILE --templates FOLDER
        [--chats 400] [--seed 1]

FOLDER holds .jinja files and tokenizer_config.json files at any depth. FILE is any tokenizer.json: it only carries the
template. Chats are made anew from the seed: with and without system messages, tools, calls and their answers, odd white
space, other scripts, wrong orders that a template refuses.
"""

import argparse
import json
import random
import subprocess
import tempfile
from pathlib import Path

TEXTS = [
    "hi", "Which one is larger, 9.11 or 9.9?", "", " leading and trailing ", "two\n\nparagraphs\n", "\ttab", "naïve café", "漢字かな",
    "مرحبا", "👩\u200d👩\u200d👧", "<|im_end|>", "<think>\nlong thought\n</think>\n\nanswer", "a & b < c > \"d\" 'e'", "{{ not a template }}",
    "{% if %}", "\\n \\\\ backslashes", "\u00a0no break\u2028", "</tool_call>", "<tool_response>x</tool_response>", "null", "0.10",
]
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather", "description": "The weather of a city, \"now\" & later: 20 °C",
        "parameters": {"type": "object", "properties": {
            "city": {"type": "string", "description": "Naïve name"}, "days": {"type": "integer", "default": 1},
            "unit": {"type": "string", "enum": ["c", "f"]}}, "required": ["city"]},
    },
}
OTHER = {"type": "function", "function": {"name": "add", "description": "", "parameters": {"type": "object", "properties": {
    "a": {"type": "number"}, "b": {"type": ["number", "null"]}}, "required": []}, "return": {"type": "number"}}}
ARGUMENTS = [{"city": "Zürich", "days": 2}, {"city": "東京"}, {"a": 1.5, "b": None}, {}, {"list": [1, "x", True], "deep": {"k": 1e20}}]


def chat(rng):
    messages = []
    if rng.random() < 0.5:
        messages.append({"role": "system", "content": rng.choice(TEXTS)})
    for _ in range(rng.randint(1, 4)):
        messages.append({"role": "user", "content": rng.choice(TEXTS)})
        kind = rng.random()
        if kind < 0.25:
            calls = [{"id": "abcdefgh" + str(n), "type": "function",
                      "function": {"name": rng.choice(["get_weather", "add"]), "arguments": rng.choice(ARGUMENTS)}}
                     for n in range(rng.randint(1, 2))]
            messages.append({"role": "assistant", "content": rng.choice(["", "I look it up.", None]), "tool_calls": calls})
            messages += [{"role": "tool", "name": call["function"]["name"], "tool_call_id": call["id"],
                          "content": rng.choice(TEXTS)} for call in calls]
            if rng.random() < 0.7:
                messages.append({"role": "assistant", "content": rng.choice(TEXTS)})
        elif kind < 0.8:
            messages.append({"role": "assistant", "content": rng.choice(TEXTS)})
    if rng.random() < 0.06:
        rng.shuffle(messages)
    row = {"messages": messages}
    if rng.random() < 0.4:
        row["tools"] = rng.choice([[TOOL], [TOOL, OTHER], [OTHER]])
    return row


def templates(folder):
    for path in sorted(folder.rglob("*.jinja")):
        yield path, path.read_text(encoding="utf-8"), {}
    for path in sorted(folder.rglob("tokenizer_config.json")):
        config = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(config.get("chat_template"), str):
            text = lambda value: value if isinstance(value, str) else value["content"]  # noqa: E731
            tokens = {name: text(config[name]) for name in ("bos_token", "eos_token", "pad_token", "unk_token")
                      if config.get(name)}
            yield path, config["chat_template"], tokens


def ours(binary, path, rows, prompt):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "chats.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        step = {"file": str(path.resolve()), "add_generation_prompt": prompt, "date": "2024-07-26"}
        (folder / "definition.yaml").write_text("steps: [{chat_template: " + json.dumps(step) + "}]\n", encoding="utf-8")
        done = subprocess.run([binary, "run", str(folder / "definition.yaml"), "--input", f"table:{folder / 'chats.jsonl'}"],
                              capture_output=True, check=False)
        if done.returncode != 0:
            print(f"{path}: {done.stderr.decode().splitlines()[0]}")
            return []
        return [json.loads(line)["value"] for line in done.stdout.splitlines()]


def main():
    import transformers

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/preparity")
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--templates", required=True, type=Path)
    parser.add_argument("--chats", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    rows = [chat(rng) for _ in range(arguments.chats)]
    for path, template, tokens in templates(arguments.templates):
        if "strftime_now" in template:
            # The library asks the clock.
            template = template.replace("strftime_now(", "strftime_fixed(")
        library = transformers.PreTrainedTokenizerFast(tokenizer_file=arguments.tokenizer, **tokens)
        fixed = lambda form: __import__("datetime").datetime(2024, 7, 26).strftime(form)  # noqa: E731
        equal = rejected = 0
        first = ""
        for prompt in (False, True):
            for row, value in zip(rows, ours(arguments.binary, path, rows, prompt)):
                try:
                    wanted = library.apply_chat_template(row["messages"], tools=row.get("tools"), chat_template=template,
                                                         add_generation_prompt=prompt, tokenize=False, strftime_fixed=fixed)
                except Exception as error:  # noqa: BLE001 - whatever the library raises is its answer
                    wanted = None
                    rejected += 1
                    reason = f"{type(error).__name__}: {error}"
                is_rejected = isinstance(value, dict) and "rejected" in value
                same = is_rejected if wanted is None else value == wanted
                equal += same
                if not same and not first:
                    first = f"   e.g. {value!r:.300} FOR {reason if wanted is None else wanted!r:.300}"
        name = path.name if path.suffix == ".jinja" else f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
        print(f"{name:64} {equal:6} equal of {2 * len(rows)}, {rejected} refused{first}", flush=True)


main()
