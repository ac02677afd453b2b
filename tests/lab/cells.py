"""Inside the namespace: starts the target on the journal and judges what it served."""
import json
import os
import re
import signal
import sys

import master
import versions
import writing

# Says something about this machine and nothing about the release.
MACHINE = re.compile(r"cannot access class sun|Error: VM option|Could not create the Java Virtual Machine|initialization of VM|"
                     r"Could not find or load main class|Address already in use|OutOfMemoryError|NoSuchMethodError: 'io.atomix")
TELLING = re.compile(r"^(Caused by: |Exception in thread .* )?[\w.$]+(Exception|Error)\b|\b(FATAL|ERROR)\b", re.M)


def inside():
    with open("/mnt/spec.json") as f:
        spec = json.load(f)
    signal.signal(signal.SIGTERM, lambda *_: (end(), sys.exit(1)))
    try:
        out = writing.run(spec) if "write" in spec else run(spec)
    finally:
        end()
    with open("/mnt/out.json", "w") as f:
        json.dump(out, f)


def end():
    for child in master.STARTED:
        if child.poll() is None:
            child.kill()


def run(spec):
    master.folders()
    if spec["format_first"]:
        master.once(spec, versions.format_class(spec["target"]), ["master"], "/mnt/format.log")
    if spec["upgrade"]:
        master.once(spec, spec["upgrade"], [], "/mnt/upgrade.log")
    started = master.java(spec, master.MASTER)
    commands = (["fill", "late"] if spec["fill"] else []) + ["list:/mnt/list.txt"]
    code = master.ask(spec, commands, started)
    exited = started.poll()
    master.stop(started)
    out = judge(spec["expected"], code, exited, master.listing("/mnt/list.txt"))
    out["evidence"] = evidence(out["outcome"])
    return out


def judge(expected, code, exited, seen):
    """`expected` is None where the probe filled the namespace itself."""
    if MACHINE.search(master.read(master.MASTER_LOG)):
        return {"outcome": "failed", "seen": 0, "lost": []}
    if code == 0 and seen is not None:
        return served(seen if expected is None else expected, seen)
    if exited is not None:
        return {"outcome": "refuses", "seen": 0, "lost": []}
    # Not at the port, or there and answering nothing. A probe that broke by itself is no news of the master.
    said = master.read(master.PROBE_LOG)
    quiet = code is None or "PROBE no" in said or "PROBE retry" in said
    return {"outcome": "hangs" if quiet else "failed", "seen": 0, "lost": []}


def served(expected, seen):
    there = set(expected) & set(seen)
    lost = sorted(path for path in there if expected[path] and seen[path] != expected[path])
    outcome = "reads" if len(there) == len(expected) else "partial" if there else "empty"
    return {"outcome": outcome, "seen": len(there), "lost": lost}


def evidence(outcome):
    if outcome in ("reads", "empty"):
        return ""
    lines = [line for line in master.read(master.MASTER_LOG).splitlines() if TELLING.search(line)]
    return (lines or [""])[-1].strip()[:300]
