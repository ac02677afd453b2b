"""Changes a folder before a run, by the operations that a row lists under `changes`, as tests/common/changes.rs does.

remove FILES            what the pattern finds, folders with all that is in them
move FILES NAME         the first that the pattern finds, to another name in the same folder
copy FILES NAME         the same, and the first stays
cut FILES N             without the last N bytes
append FILES HEX        with these bytes behind
put FILE TEXT           a new file, with its folders; TEXT may be missing
make FOLDER             a new folder
Patterns are relative to the folder; a * is any part of one name.
"""
import glob
import os
import shutil


def apply(folder, changes):
    for change in changes:
        word, pattern, more = (change.split(" ", 2) + ["", ""])[:3]
        path = os.path.join(folder, pattern)
        if word in ("put", "make"):
            os.makedirs(path if word == "make" else os.path.dirname(path), exist_ok=True)
            if word == "put":
                write(path, more.encode(), "wb")
            continue
        found = sorted(glob.glob(path))
        if not found:
            raise ValueError("%s finds nothing" % change)
        for one in found if word == "remove" else found[:1]:
            OPERATIONS[word](one, more)


def write(path, text, mode):
    with open(path, mode) as f:
        f.write(text)


def remove(path, _):
    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def beside(path, name):
    return os.path.join(os.path.dirname(path), name)


OPERATIONS = {
    "remove": remove,
    "move": lambda path, name: os.rename(path, beside(path, name)),
    "copy": lambda path, name: (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, beside(path, name)),
    "cut": lambda path, count: os.truncate(path, os.path.getsize(path) - int(count)),
    "append": lambda path, hex: write(path, bytes.fromhex(hex), "ab"),
}
