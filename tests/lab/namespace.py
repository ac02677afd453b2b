"""Runs one row in its own network and mount namespace: ports keep their defaults, and its folder is /mnt."""
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LONGEST_S = 420
INSIDE = 'ip link set lo up && mount --bind "$1" /mnt && exec "$2" "$3" inside'


def launch(work, name, spec, fill):
    """`fill` puts the journal into the folder first. Returns what the run found, or why there was none."""
    folder = os.path.join(work, "runs", re.sub(r"[^\w.>+=-]", "_", name))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    fill(folder)
    with open(os.path.join(folder, "spec.json"), "w") as f:
        json.dump(dict(spec, work=work), f)
    try:
        wait(subprocess.Popen(["unshare", "-n", "-m", "sh", "-c", INSIDE, "sh", folder, sys.executable, os.path.join(HERE, "lab.py")]))
        with open(os.path.join(folder, "out.json")) as f:
            return json.load(f)
    except (OSError, ValueError, subprocess.SubprocessError) as e:
        return {"outcome": "failed", "evidence": "the run itself failed: %r" % e}


def wait(child):
    try:
        child.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        child.terminate()  # it then ends what it started
        child.wait(20)
        raise
