"""Starts Java programs of one release inside the namespace, and asks the master what it serves."""
import os
import signal
import subprocess
import time

import versions

SERVE_S = 110  # a master that serves nothing after so many seconds hangs
SAID_FATAL_S = 40  # so long may a master live on after it said that it crashes
MASTER = "alluxio.master.AlluxioMaster"
MASTER_LOG, PROBE_LOG = "/mnt/master.log", "/mnt/probe.log"
STARTED = []
OPENS = ["--add-opens=java.base/%s=ALL-UNNAMED" % p for p in (
    "java.lang", "java.nio", "sun.nio.ch", "java.util", "java.net", "java.lang.reflect", "java.util.concurrent")]
OPENS.append("--add-exports=java.management/sun.management=ALL-UNNAMED")  # 2.9.0 and 2.9.1 need it on Java 17


def read(path, head=3000000):
    """The beginning only: a master that loops writes 30 MB a minute."""
    try:
        with open(path, "rb") as f:
            return f.read(head).decode("utf-8", "replace")
    except OSError:
        return ""


def java(spec, main, args=(), log=MASTER_LOG, heap="512m", more=()):
    work, version = spec["work"], spec["target"]
    settings = versions.of_run(version)
    settings.update(x.split("=", 1) for x in list(spec["set"]) + list(more))
    probe = os.path.join(work, "probe")
    command = [spec["java"], "-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    command += OPENS if spec["modules"] else []
    command += ["-Dlog4j.configuration=file:" + os.path.join(probe, "log4j.properties"),
                "-Dlog4j.configurationFile=" + os.path.join(probe, "log4j2.xml")]
    command += ["-D%s=%s" % pair for pair in settings.items()]
    path = [os.path.join(probe, "probe.jar"), os.path.join(work, "versions", version, "lib", "*")] + spec.get("path", [])
    command += ["-cp", ":".join(path), main]
    with open(log, "ab") as f:
        child = subprocess.Popen(command + list(args), stdout=f, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd="/mnt/home")
    STARTED.append(child)
    return child


def once(spec, main, args, log):
    child = java(spec, main, args, log)
    try:
        return child.wait(90)
    except subprocess.TimeoutExpired:
        stop(child, 0)
        return None


def stop(child, patience_s=15):
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(patience_s)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def ask(spec, commands, master):
    """The exit code of the probe; None if it was given up because the master ended or said that it crashes."""
    probe = java(spec, "Probe", [str(SERVE_S)] + commands, PROBE_LOG, "256m", ["alluxio.user.rpc.retry.max.duration=15s"])
    end, fatal = time.time() + SERVE_S + 45, None
    while probe.poll() is None and master.poll() is None and time.time() < end:
        time.sleep(0.5)
        if fatal is None and "Fatal error:" in read(MASTER_LOG):
            fatal = time.time()
        if fatal and time.time() > fatal + SAID_FATAL_S and "port open" not in read(PROBE_LOG):
            break
    if probe.poll() is None:
        time.sleep(0.5)
    code = probe.poll()
    stop(probe, 0)
    return code


def listing(path):
    """Path to pin and TTL, or None where the probe wrote nothing."""
    try:
        with open(path, encoding="utf-8") as f:
            return dict(line.rstrip("\n").partition(" ")[::2] for line in f if line.strip())
    except OSError:
        return None


def folders():
    """The root of the under store stays empty: files there would hide an empty start."""
    for name in ("home", "conf", "logs", "ufs/root", "ufs/side", "ufs/side2", "ufs/watched", "backup"):
        os.makedirs("/mnt/" + name, exist_ok=True)
    for name in "abc":
        with open("/mnt/ufs/side/%s.txt" % name, "w") as f:
            f.write("side file %s\n" % name)
