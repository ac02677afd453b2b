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
        "job-state": lambda: pack(raw + load_job(9)),
        "job-known": lambda: pack(raw + load_job(1)),
        # A length of 48 MiB, and less than that behind it.
        "long-entry": lambda: pack(first + b"\x80\x80\x80\x18" + second),
    }[how]()


def load_job(state):
    """An entry of a job that loads files; no release has a state 9, and 1 is CREATED."""
    return b"\x17\xaa\x03\x14\x0a\x05/data\x10" + bytes([state]) + b"\x20\x00\x30\x00\x3a\x05job-1"


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
