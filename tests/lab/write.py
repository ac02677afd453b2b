"""Packs what a run wrote into testdata/journals, with what its own client listed."""
import hashlib
import json
import os
import tarfile

import jars
import namespace
import sources
import versions

JOURNALS = os.path.join(sources.TESTDATA, "journals")


def run(work, version, kind, journal_type):
    """Says what of it failed; nothing is packed then that the client did not list."""
    name = "%s-%s-%s" % (version, journal_type, kind)
    settings = versions.of_journal_type(version, journal_type)
    path = jars.client(work, version) if kind == "quorum" else jars.writer(work, version)
    spec = {"write": kind, "target": version, "java": "java", "modules": True, "set": settings, "path": path}
    out = namespace.launch(work, "write-" + name, spec, lambda folder: None)
    if not out.get("expected"):
        print(name, "FAILED:", out)
        return False
    print(name, len(out["expected"]), "paths", *out["failed"], sep="\n  ")
    folder = os.path.join(work, "runs", "write-" + name)
    record = {"version": version, "type": journal_type, "state": kind, "metastore": versions.metastore(version), "java": "17",
              "properties": settings, "expected": out["expected"], "seen": out["seen"], "paths": len(out["expected"]), "stopped_by": "SIGTERM"}
    if kind == "quorum":
        for n in (1, 2, 3):
            seen = out["behind"] if n == 3 else out
            also = {"member": n, "expected": seen["expected"], "seen": seen["seen"], "paths": len(seen["expected"])}
            pack(name + "-%d" % n, folder, {"journal%d" % n: "journal"}, dict(record, **also))
    else:
        pack(name, folder, {"journal": "journal", "ufs": "ufs"}, record)
    for file in os.listdir(os.path.join(folder, "backup")):
        if file.endswith(".gz"):
            pack(name + "-backup", folder, {"backup": "backup", "ufs": "ufs"}, dict(record, state="backup", file=file))
    return True


def pack(name, folder, parts, record):
    path = os.path.join(JOURNALS, name + ".tar.gz")
    with tarfile.open(path, "w:gz", compresslevel=9) as archive:
        for part, called in parts.items():
            archive.add(os.path.join(folder, part), arcname=called, filter=nobody)
    with open(path, "rb") as f:
        record = dict(record, bytes=os.path.getsize(path), sha256=hashlib.sha256(f.read()).hexdigest())
    known = dict(sources.manifest(), **{name: record})
    with open(os.path.join(JOURNALS, "MANIFEST.json"), "w", encoding="utf-8") as f:
        json.dump(known, f, indent=1, sort_keys=True, ensure_ascii=False)
        f.write("\n")
    print("  packed", name, record["bytes"], "bytes")


def nobody(member):
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member
