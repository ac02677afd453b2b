#!/usr/bin/env python3
"""Starts real masters on the journals of testdata/ and compares with what is recorded there.

Exit code: 0 all agree, 1 some row does not, 2 wrong use, 4 none disagrees but some could not be run.
"""
import argparse
import json
import os
import re
import sys

import cells
import jars
import namespace
import predict
import sources
import versions
import write


def prepare(a):
    return 0 if jars.prepare(a.work, a.names) else 4


def rows(a):
    for name, row in sources.rows().items():
        if re.search(a.only, name):
            print(name, row["outcome"])
    return 0


def again(a):
    return each(a, run)


def compare(a):
    return each(a, lambda a, name, row: predict.row(a.bin, a.work, row))


def written(a):
    good = True
    for name in a.names:
        wanted = re.fullmatch(r"(.+)-(UFS|EMBEDDED)-(full|full-checkpoint|jobs|quorum)", name)
        if not wanted or not jars.present(a.work, wanted.group(1)):
            print("%s: no such kind, or no jars" % name)
            return 2
        good &= write.run(a.work, wanted.group(1), wanted.group(3), wanted.group(2))
    return 0 if good else 1


def each(a, now):
    """`now` tells (outcome, remark); an outcome of None means that it could not be had."""
    known, bad, missed = sources.rows(), 0, 0
    for name in a.names:
        if name not in known:
            print("%s: no such row; see `lab.py rows`" % name)
            return 2
        row = known[name]
        outcome, remark = now(a, name, row)
        word = "NOT RUN" if outcome is None else "agrees" if agree(row, outcome) else "DISAGREES"
        bad, missed = bad + (word == "DISAGREES"), missed + (outcome is None)
        print("%-9s %s: recorded %s, now %s%s" % (word, name, row["outcome"], outcome, remark and "; " + remark), flush=True)
    return 1 if bad else 4 if missed else 0


def agree(row, outcome):
    return sources.verdict(row) == sources.verdict({"outcome": outcome})


def run(a, name, row):
    out = ran(a, name, row)
    if isinstance(out, str):
        return None, out
    if out["outcome"] == "failed":
        return None, out["evidence"] or "see the logs in the work folder"
    return judged(row, out)


def ran(a, name, row):
    """What the run found, or why there was none."""
    java = {"8": a.java8, "11": a.java11}.get(row["java"], "java")
    why = cannot(a, row, java)
    if why:
        return why
    record = sources.manifest().get(row["journal"])
    fill = (lambda folder: sources.lay_out(row, folder)) if record else (lambda folder: None)
    asked = spec(row, record, java)
    if record and "seen" in record and versions.order(row["target"]) >= (2, 1):
        asked["path"] = jars.client(a.work, row["target"])  # has the under store of one of the mounts
    return namespace.launch(a.work, name, asked, fill)


def judged(row, out):
    """Paths and lost attributes are part of what is recorded."""
    remark = "%d of %s paths" % (out["seen"], row["paths_expected"])
    lost = sorted(x.split(": ")[0] for x in row.get("attributes_lost", []))
    if out["outcome"] == row["outcome"] == "reads" and (out["seen"] != row["paths_expected"] or bool(out["lost"]) != bool(lost)):
        return "reads otherwise", "%s, attributes lost: %s, recorded: %s" % (remark, out["lost"], lost)
    return out["outcome"], remark + (", attributes lost: %s" % ", ".join(out["lost"]) if out["lost"] else "") + \
        (", " + out["evidence"] if out["evidence"] else "")


def cannot(a, row, java):
    if sources.changed(row) and not row.get("changes") and not row.get("damage"):
        return "it is not written down how this journal was changed"
    if row.get("start"):
        return "this row needs the release's own launcher"
    if versions.order(row["target"]) >= (300,):
        return "the probe cannot ask a 3.x master for its paths"
    if java is None:
        return "this row needs --java%s" % row["java"]
    if not jars.present(a.work, row["target"]):
        return "no jars; first `lab.py prepare %s`" % row["target"]
    return ""


def spec(row, record, java):
    given = versions.of_journal_type(row["target"], row["target_type"])
    # Recorded without the /mnt that every path has inside.
    given += [x.replace("from.backup=/backup", "from.backup=/mnt/backup") for x in row["set"]]
    if row.get("restore"):
        given.insert(0, "alluxio.master.journal.init.from.backup=/mnt/backup/" + record["file"])
    return {"target": row["target"], "set": given, "java": java, "modules": row["java"] != "8", "fill": record is None,
            "format_first": bool(row.get("format_first")), "upgrade": row.get("upgrade"),
            "expected": record and record["expected"]}


def tried(a):
    """New rows, one in a line: first what the program says of all of them, then what their targets do."""
    with open(a.rows, encoding="utf-8") as f:
        asked = [row(json.loads(line)) for line in f if line.strip()]
    said = [predict.row(a.bin, a.work, one) for one in asked]
    with open(os.path.join(a.work, "predicted.ndjson"), "a", encoding="utf-8") as f:
        f.writelines(json.dumps({"row": sources.name(one), "predicted": outcome, "why": why}) + "\n" for one, (outcome, why) in zip(asked, said))
    bad = 0
    for one, (outcome, why) in zip(asked, said):
        bad += compared(a, one, outcome, why)
    return 1 if bad else 0


def row(short):
    """With what goes without saying; the release and state are in the journal's name."""
    record = sources.manifest()[short["journal"]]
    full = {"journal": short["journal"], "source": record["version"], "source_type": record["type"], "state": record["state"],
            "target": short["target"], "target_type": "default", "set": [], "java": "17"}
    if "word" in short:  # what was done to it
        full["state"] += " " + short.pop("word")
    if record["state"] == "backup":
        full.update(restore=True, format_first=True)
    return dict(full, **short)


def compared(a, one, outcome, why):
    name = sources.name(one)
    out = ran(a, name, one)
    if isinstance(out, str) or out["outcome"] == "failed":
        print("NOT RUN   %s: %s" % (name, out), flush=True)
        return 0
    expected = sources.manifest()[one["journal"]]["expected"]
    lost = ["%s: was %s, is other" % (path, expected[path].strip()) for path in out["lost"]]
    done = dict(one, outcome=out["outcome"], paths_expected=len(expected), paths_seen=out["seen"])
    done.update({key: value for key, value in (("attributes_lost", lost), ("evidence", out["evidence"])) if value})
    with open(os.path.join(a.work, "executed.ndjson"), "a", encoding="utf-8") as f:
        f.write(json.dumps(done, ensure_ascii=False) + "\n")
    real = "partial" if lost and out["outcome"] == "reads" else sources.verdict(out)
    print("%-9s %s: predicted %s, was %s, %d of %d paths, lost %s; %s; because %s" % (
        "agrees" if real == outcome else "DISAGREES", name, outcome, out["outcome"], out["seen"], done["paths_expected"], out["lost"], out["evidence"], why), flush=True)
    return real != outcome


def main():
    if sys.argv[1:] == ["inside"]:
        return cells.inside()
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--work", required=True, help="folder for jars and runs, outside the repository")
    p.add_argument("--java8", help="java program of version 8")
    p.add_argument("--java11", help="java program of version 11")
    sub = p.add_subparsers(dest="command", required=True)
    for word, what, names in (("prepare", prepare, "VERSION"), ("again", again, "ROW"), ("predict", compare, "ROW")):
        one = sub.add_parser(word)
        one.add_argument("names", nargs="+", metavar=names)
        one.set_defaults(go=what)
        if word == "predict":
            one.add_argument("--bin", required=True, help="the alluxio-preflight program")
    wanted = sub.add_parser("write")
    wanted.add_argument("names", nargs="+", metavar="VERSION-TYPE-KIND", help="for example 2.9.3-EMBEDDED-full")
    wanted.set_defaults(go=written)
    new = sub.add_parser("try")
    new.add_argument("rows", help="file with a row in each line: journal and target, and what is not the usual")
    new.add_argument("--bin", required=True, help="the alluxio-preflight program")
    new.set_defaults(go=tried)
    listed = sub.add_parser("rows")
    listed.add_argument("--only", default="", help="regular expression on the name")
    listed.set_defaults(go=rows)
    a = p.parse_args()
    a.work = os.path.abspath(a.work)
    return a.go(a)


if __name__ == "__main__":
    sys.exit(main())
