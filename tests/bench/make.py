"""Makes what tests/bench/archives measures beside published jars: C, one jar of 5 GB, and D, 50,000 small jars."""

import io
import os
import struct
import sys
import zipfile


def five_gigabytes(path):
    """A jar whose directory lies behind 5 GB of nothing; the file is sparse."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as jar:
        for number in range(1000):
            jar.writestr(f"com/acme/C{number}.class", b"x" * 100)
    whole = whole.getvalue()
    size, start = struct.unpack("<II", whole[-10:-2])
    directory, far = whole[start : start + size], 5 << 30
    with open(path, "wb") as out:
        out.write(whole[:start])
        out.seek(far)
        out.write(directory)
        out.write(struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1000, 1000, size, far))
        out.write(struct.pack("<4sIQI", b"PK\x06\x07", 0, far + size, 1))
        out.write(struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))


def small_jars(folder):
    for number in range(50_000):
        os.makedirs(f"{folder}/{number // 1000}", exist_ok=True)
        with zipfile.ZipFile(f"{folder}/{number // 1000}/{number}.jar", "w", zipfile.ZIP_DEFLATED) as jar:
            jar.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
            for member in range(3):
                jar.writestr(f"com/acme/p{number}/C{member}.class", b"\xca\xfe\xba\xbe" + b"x" * 200)


os.makedirs(f"{sys.argv[1]}/C", exist_ok=True)
five_gigabytes(f"{sys.argv[1]}/C/big.jar")
small_jars(f"{sys.argv[1]}/D")
