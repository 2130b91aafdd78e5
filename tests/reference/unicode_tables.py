"""Writes the Unicode tables of src/engines/kernel/unicode/: general categories, ages, full case foldings.

Versions: Python 3.11 (unicodedata 14.0.0), unicodedata2 15.0.0, 15.1.0, 16.0.0, 17.0.0, Java 17 (Unicode 13.0).
Usage: python unicode_tables.py DUMP_13 DUMP_14 DUMP_15_0 DUMP_15_1 DUMP_16 DUMP_17 OUT_DIR
A dump is a text file with one line per code point, its general category, printed by that version's own library
(13.0 needs only "Cn" or anything else).
"""
import struct
import sys

CATEGORIES = ["Cn", "Cc", "Cf", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No",
              "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs"]


def runs(codes):
    """(start, code) wherever the code changes, as 24-bit start and 8-bit code."""
    out, last = b"", None
    for point, code in enumerate(codes):
        if code != last:
            out += struct.pack("<I", point << 8 | code)
            last = code
    return out


def main():
    dumps = [open(path).read().split("\n") for path in sys.argv[1:7]]
    out = sys.argv[7]
    newest = dumps[-1]
    open(f"{out}/categories.bin", "wb").write(runs([CATEGORIES.index(newest[c]) for c in range(0x110000)]))
    ages = [next((v for v in range(6) if dumps[v][c] != "Cn"), 6) for c in range(0x110000)]
    open(f"{out}/ages.bin", "wb").write(runs(ages))
    lines = []
    for c in range(0x110000):
        if 0xD800 <= c < 0xE000:
            continue
        folded, lower = chr(c).casefold(), chr(c).lower()
        if folded != lower:
            points = "".join(f"\\u{{{ord(x):x}}}" for x in folded)
            lines.append(f"    ('\\u{{{c:x}}}', \"{points}\"),")
    open(f"{out}/folds.rs", "w").write(
        "//! Characters whose full case folding is not their lowercase mapping, in order. Written by `unicode_tables.py`.\n\n"
        f"/// Code point and folding.\npub(super) static FOLDS: [(char, &str); {len(lines)}] = [\n" + "\n".join(lines) + "\n];\n")


main()
