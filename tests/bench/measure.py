"""Runs the program on generated journals, each after `cat FILES | wc -c` on the same files, and prints speed, the ratio of
both times, and peak memory. Absolute numbers say little on a shared machine; ratios do."""

import os
import subprocess
import sys
import time

program, work, megabytes = sys.argv[1], sys.argv[2], int(sys.argv[3])
RUNS = 3


def files(folder):
    return [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]


def once(command):
    """Wall time, time on the CPU, peak memory in MB."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def timed(command):
    """The best of some runs, of each number by itself."""
    return tuple(min(column) for column in zip(*(once(command) for _ in range(RUNS))))


def cat(folder):
    quoted = " ".join("'%s'" % name for name in files(folder))
    return timed(["sh", "-c", "cat %s | wc -c" % quoted])


def row(name, size, folder):
    read = lambda threads: timed([program, "--threads", threads, "inspect", "--format", "json", folder])
    _, base, _ = cat(folder)
    (alone, cpu, memory), (together, both, more) = read("1"), read("2")
    print("%-18s one thread %5.0f MB/s of CPU time, %5.0f wall, %5.1fx cat, %3.0f MB memory;"
          "  two %5.0f wall, %.2fx faster, %.2fx CPU, %3.0f MB memory"
          % (name, size / cpu, size / alone, cpu / base, memory, size / together, alone / together, both / cpu, more))


for kind in ("ratis", "ufs", "backup"):
    row(kind + (", unpacked" if kind == "backup" else ""), megabytes, os.path.join(work, kind))

home = os.path.join(work, "home")
for threads in ("1", "2"):
    wall, cpu, memory = timed([program, "--threads", threads, "check", "--to", "2.9.3", home])
    print("%-44s %7.0f ms wall, %.0f ms of CPU time, %.0f MB memory"
          % ("check, 300 MB jars, 200 MB log, %s threads" % threads, wall * 1000, cpu * 1000, memory))
wall, cpu, memory = timed([program, "rules", "list"])
print("%-44s %7.1f ms of CPU time, %.0f MB memory" % ("rules list", cpu * 1000, memory))
