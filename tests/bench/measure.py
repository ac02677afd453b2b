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


def timed(command):
    """Best of some runs: wall time, time on the CPU, peak memory in MB."""
    best = None
    for _ in range(RUNS):
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
        wall = time.monotonic() - start
        run = (usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)
        best = min(best, run) if best else run
    return best[1], best[0], best[2]


def cat(folder):
    quoted = " ".join("'%s'" % name for name in files(folder))
    return timed(["sh", "-c", "cat %s | wc -c" % quoted])


def row(name, size, wall, cpu, memory, base):
    print("%-28s %7.0f MB/s of CPU time  %7.0f MB/s wall  %6.1fx cat  %5.0f MB memory"
          % (name, size / cpu, size / wall, cpu / base[1], memory))


for kind, size in (("ratis", megabytes), ("ufs", megabytes), ("backup", megabytes)):
    folder = os.path.join(work, kind)
    base = cat(folder)
    wall, cpu, memory = timed([program, "inspect", "--format", "json", folder])
    row(kind + (", unpacked" if kind == "backup" else ""), size, wall, cpu, memory, base)

wall, cpu, memory = timed([program, "check", "--to", "2.9.3", os.path.join(work, "home")])
print("%-28s %7.0f ms, %.0f MB memory" % ("check, 300 MB jars, 200 MB log", wall * 1000, memory))
wall, cpu, memory = timed([program, "rules", "list"])
print("%-28s %7.1f ms, %.0f MB memory" % ("start-up with all rules", wall * 1000, memory))
