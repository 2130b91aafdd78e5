"""Records what glibc makes of sine and cosine: a digest of the answers to millions of arguments.

    python tests/reference/c_math.py > tests/recorded/c_math/glibc.tsv     # x86-64 with FMA, glibc 2.28 or later

The arguments are those of a linear congruential generator; tests of `src/engines/kernel/c_math` make the same.
"""

import ctypes
import platform
import struct

MASK = (1 << 64) - 1

# Function, first and last argument: what lanczos and hamming ask for, and beyond.
ROWS = [("sin", -10.0, 10.0, 3_000_000), ("sin", -3000.0, 3000.0, 500_000), ("sin", -0.2, 0.2, 500_000),
        ("cos", -10.0, 10.0, 3_000_000), ("cos", -3000.0, 3000.0, 500_000), ("sinf", 0.0, 16.0, 1_000_000),
        ("sinf", -100.0, 100.0, 500_000)]


def main():
    library = ctypes.CDLL("libm.so.6")
    print(f"# {' '.join(platform.libc_ver())}, {platform.machine()}: function, range, arguments, FNV-1a of the answers' bits")
    for name, low, high, count in ROWS:
        function = getattr(library, name)
        single = name.endswith("f")
        function.restype = ctypes.c_float if single else ctypes.c_double
        function.argtypes = [function.restype]
        kinds = ("<f", "<I") if single else ("<d", "<Q")
        state, digest = 2026, 0xCBF29CE484222325
        for _ in range(count):
            state = (state * 6364136223846793005 + 1442695040888963407) & MASK
            answer = function(low + (high - low) * ((state >> 11) / 2.0**53))
            digest = ((digest ^ struct.unpack(kinds[1], struct.pack(kinds[0], answer))[0]) * 0x100000001B3) & MASK
        print(f"{name}\t{low}\t{high}\t{count}\t{digest:016x}")


if __name__ == "__main__":
    main()
