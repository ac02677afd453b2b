"""Inside the namespace: writes a journal with all that a cluster can put into it."""
import os
import shutil
import time

import master
import versions

SHELL = "alluxio.cli.fsadmin.FileSystemAdminShell"
WORKER, JOB_MASTER = "alluxio.worker.AlluxioWorker", "alluxio.master.AlluxioJobMaster"
OPERATIONS = ["folders", "files", "acls", "mounts", "sync", "expire", "changes", "load"]
RUN = ["alluxio.master.ttl.checker.interval=1s", "alluxio.worker.tieredstore.level0.dirs.path=/mnt/worker",
       "alluxio.worker.tieredstore.level0.alias=SSD", "alluxio.worker.tieredstore.levels=1", "alluxio.worker.ramdisk.size=64MB",
       "alluxio.worker.memory.size=64MB", "alluxio.worker.tieredstore.level0.dirs.quota=64MB", "alluxio.worker.hostname=localhost",
       "alluxio.master.persistence.initial.interval=1day", "alluxio.user.rpc.retry.max.duration=30s"]
QUORUM = ["alluxio.master.rpc.addresses=localhost:19998,localhost:29998,localhost:39998",
          "alluxio.master.embedded.journal.addresses=localhost:19200,localhost:29200,localhost:39200",
          "alluxio.master.journal.checkpoint.period.entries=60"]


def run(spec):
    master.folders()
    spec = dict(spec, set=spec["set"] + RUN)
    return quorum(spec) if spec["write"] == "quorum" else single(spec)


def single(spec):
    kind = spec["write"]
    master.once(spec, versions.format_class(spec["target"]), ["master"], "/mnt/format.log")
    master.once(spec, versions.format_class(spec["target"]), ["worker"], "/mnt/format.log")
    started = [master.java(spec, master.MASTER)]
    if kind == "jobs":
        started.append(master.java(spec, JOB_MASTER, log="/mnt/jobmaster.log", heap="256m"))
    started.append(master.java(spec, WORKER, log="/mnt/worker.log", heap="256m"))
    failed = write(spec, OPERATIONS)
    if kind == "full-checkpoint":
        failed += shell(spec, "journal", "checkpoint")
    failed += write(spec, ["late", "list:/mnt/list.txt"])
    if kind == "full":
        failed += shell(spec, "backup", "/mnt/backup", "--local", *["--allow-leader"] * (versions.order(spec["target"]) >= (2, 2)))
    for child in reversed(started):
        master.stop(child)
    return outcome(failed, "/mnt/list.txt")


def write(spec, commands):
    """The names of what did not work."""
    child = master.java(spec, "Writer", commands, "/mnt/writer.log", "256m")
    try:
        child.wait(240)
    except Exception:
        master.stop(child, 0)
    return [line for line in master.read("/mnt/writer.log").splitlines() if line.startswith("FAILED")]


def shell(spec, *args):
    code = master.once(spec, SHELL, args, "/mnt/shell.log")
    return [] if code == 0 else ["shell %s ended with %s" % (" ".join(args), code)]


def outcome(failed, path):
    """What failed, each path with pin and TTL, and all else that the client sees of it."""
    with open(path + ".more", encoding="utf-8") as f:
        more = dict(line.rstrip("\n").split("\t") for line in f)
    return {"outcome": "written", "failed": sorted(set(failed)), "expected": master.listing(path), "seen": more}


def quorum(spec):
    """Three masters; the third is stopped before the last changes, as one that lags behind."""
    members = [dict(spec, set=spec["set"] + QUORUM + member(n)) for n in (1, 2, 3)]
    for one in members:
        master.once(one, versions.format_class(spec["target"]), ["master"], "/mnt/format.log")
    started = [master.java(one, master.MASTER, log="/mnt/master%d.log" % n) for n, one in enumerate(members, 1)]
    client = dict(spec, set=spec["set"] + QUORUM)
    failed = write(client, ["folders", "acls", "mounts", "changes", "list:/mnt/before.txt"])
    time.sleep(5)
    master.stop(started[2])
    failed += write(client, ["late", "list:/mnt/list.txt"])
    for child in started[:2]:
        master.stop(child)
    shutil.rmtree("/mnt/journal", ignore_errors=True)
    return dict(outcome(failed, "/mnt/list.txt"), behind=outcome([], "/mnt/before.txt"))


def member(n):
    base = 10000 * n
    return ["alluxio.master.journal.folder=/mnt/journal%d" % n, "alluxio.master.rpc.port=%d" % (base + 9998),
            "alluxio.master.web.port=%d" % (base + 9999), "alluxio.master.embedded.journal.port=%d" % (base + 9200),
            "alluxio.master.metastore.dir=/mnt/home/metastore%d" % n]
