"""The recorded rows, each with a stable name, and the journals they start from."""
import json
import os
import shutil
import tarfile

import changes
import damage

TESTDATA = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "testdata")


def rows():
    """All rows by name, in the order of the file."""
    read = []
    for file in ("upgrades.ndjson", "executed-here.ndjson"):
        with open(os.path.join(TESTDATA, "truth", file), encoding="utf-8") as f:
            read += [json.loads(line) for line in f if line.strip()]
    named = {name(row): row for row in read}
    if len(named) != len(read):
        raise SystemExit("two rows have one name")
    return named


def name(row):
    """JOURNAL>TARGET[:TYPE][+what else was done], for example `2.5.0-UFS-checkpoint>2.6.2:UFS`."""
    out = "%s>%s" % (row["journal"] or row["source"] + "-fresh", row["target"])
    out += "" if row["target_type"] == "default" else ":" + row["target_type"]
    out += "".join("+" + x for x in row["set"])
    out += "".join("+" + word for key, word in (
        ("upgrade", "upgraded"), ("restore", "restored"), ("format_first", "formatted"), ("start", "launcher")) if row.get(key))
    out += "+" + changed(row).replace(" ", "-") if changed(row) else ""
    out += "+empty-store" if row.get("under_store") == "empty" else ""
    out += "+control" if row.get("control") else ""
    return out + ("" if row["java"] == "17" else "+java" + row["java"])


def changed(row):
    """What was done to the journal before the run, as the state says behind its first word."""
    return row["state"].partition(" ")[2]


def lay_out(row, folder):
    """The folder of a run, as it is before the target is started."""
    unpack(row["journal"], folder, row.get("under_store") != "empty")
    changes.apply(folder, row.get("changes", []))
    if row.get("damage"):
        path = os.path.join(folder, "backup", manifest()[row["journal"]]["file"])
        with open(path, "rb") as f:
            packed = f.read()
        with open(path, "wb") as f:
            f.write(damage.damaged(packed, row["damage"]))


def manifest():
    with open(os.path.join(TESTDATA, "journals", "MANIFEST.json"), encoding="utf-8") as f:
        return json.load(f)


def unpack(journal, folder, store=True):
    """The journal, and the under store that was written with it."""
    with tarfile.open(os.path.join(TESTDATA, "journals", journal + ".tar.gz")) as archive:
        archive.extractall(folder)
    if not store:
        shutil.rmtree(os.path.join(folder, "ufs", "root"), ignore_errors=True)


def verdict(row):
    """A master that hangs and one that exits both refuse."""
    return "refuses" if row["outcome"] == "hangs" else row["outcome"]
