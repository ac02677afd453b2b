"""Damages a backup in the ways that rows name, as tests/common/damage.rs does."""
import gzip


def damaged(packed, how):
    raw = gzip.decompress(packed)
    half = middle(raw)
    first, second = raw[:half], raw[half:]
    if how == "checksum":
        return packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:]
    return {
        "cut": lambda: packed[:len(packed) * 2 // 3],
        "entry-cut": lambda: pack(raw[:-9]),
        "no-entry": lambda: pack(first + b"\x05" + b"\xff" * 5 + second),
        "bytes-behind": lambda: packed + b"\xee" * 9,
        "two-streams": lambda: pack(first) + pack(second),
        "unpacked": lambda: raw,
        "emptied": lambda: b"",
        "no-entries": lambda: pack(b""),
        # A load job in a state that no release knows, and the same in one that each knows.
        "job-state": lambda: pack(raw + bytes.fromhex("17aa03140a052f6461746110092000300" "03a056a6f622d31")),
        "job-known": lambda: pack(raw + bytes.fromhex("17aa03140a052f6461746110012000300" "03a056a6f622d31")),
        # A length of 48 MiB, with a fraction of the bytes behind it, and without.
        "long-entry": lambda: pack(first + b"\x80\x80\x80\x18" + second),
        "long-entry-whole": lambda: pack(first + b"\x80\x80\x80\x18" + bytes(48 << 20) + second),
    }[how]()


def pack(raw):
    return gzip.compress(raw, mtime=0)


def middle(raw):
    """The boundary between two entries at or after half of the bytes."""
    at = 0
    while at < len(raw) // 2:
        size = shift = 0
        while True:
            byte = raw[at]
            at += 1
            size |= (byte & 0x7f) << shift
            shift += 7
            if byte < 0x80:
                break
        at += size
    return at
