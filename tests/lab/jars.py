"""Fetches the jars of releases with Maven, and compiles the probe."""
import os
import shutil
import subprocess
import zipfile

from versions import order

HERE = os.path.dirname(os.path.abspath(__file__))
NO_SHELL = {"1.0.0", "1.4.0", "1.5.0", "1.6.1", "2.3.0-2", "2.4.0"}
NO_LOCAL_STORE = {"2.3.0-2"}
# Alluxio's own build of Copycat was never published; the library that it was made from runs in its place.
COPYCAT = ("io.atomix.copycat", "1.2.8", ("copycat-server", "copycat-client"))
NOT_PUBLISHED = ("com.qmino", "io.atomix.copycat.alluxio")
LOG4J = """log4j.rootLogger=INFO, C
log4j.appender.C=org.apache.log4j.ConsoleAppender
log4j.appender.C.layout=org.apache.log4j.PatternLayout
log4j.appender.C.layout.ConversionPattern=%d{HH:mm:ss} %p %c{1} - %m%n
"""
LOG4J2 = """<Configuration><Appenders><Console name="C"><PatternLayout pattern="%d{HH:mm:ss} %p %c{1} - %m%n"/></Console></Appenders>
<Loggers><Root level="info"><AppenderRef ref="C"/></Root></Loggers></Configuration>
"""


def folder(work, version):
    return os.path.join(work, "versions", version, "lib")


def present(work, version):
    lib = folder(work, version)
    return os.path.isdir(lib) and any(x.startswith("alluxio-core-server") for x in os.listdir(lib))


def prepare(work, versions):
    """Says per release whether its master can be started now."""
    probe(work)
    good = True
    for version in versions:
        said = "" if present(work, version) else fetch(work, version)
        borrow(work, version)
        ok = present(work, version)
        good &= ok
        print(version, "ready" if ok else "NOT ready: " + said[:400])
    return good


def fetch(work, version, names=None, to="lib"):
    top = os.path.dirname(folder(work, version))
    os.makedirs(top, exist_ok=True)
    with open(os.path.join(top, "pom.xml"), "w") as f:
        f.write(pom(version, names or of_master(version)))
    run = subprocess.run(["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=" + to, "-DincludeScope=runtime"],
                         cwd=top, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return run.stdout


def of_master(version):
    names = ["alluxio-core-server" if order(version) < (1, 5) else "alluxio-core-server-master"]
    names += [] if version in NO_LOCAL_STORE else ["alluxio-underfs-local"]
    return names + ([] if version in NO_SHELL else ["alluxio-shell"])


def pom(version, names):
    out = "".join("<exclusion><groupId>%s</groupId><artifactId>*</artifactId></exclusion>" % g for g in NOT_PUBLISHED)
    wanted = [("org.alluxio", version, name) for name in names]
    if (2,) <= order(version) < (2, 4):
        wanted += [(COPYCAT[0], COPYCAT[1], name) for name in COPYCAT[2]]
    dependencies = "".join("<dependency><groupId>%s</groupId><version>%s</version><artifactId>%s</artifactId>"
                           "<exclusions>%s</exclusions></dependency>" % (group, number, name, out) for group, number, name in wanted)
    return ('<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>lab</groupId>'
            "<artifactId>master</artifactId><version>1</version><dependencies>%s</dependencies></project>" % dependencies)


def writer(work, version):
    """The client that fills a cluster, and the jars of the worker."""
    workers = os.path.join(os.path.dirname(folder(work, version)), "workers")
    if not os.path.isdir(workers):
        said = fetch(work, version, ["alluxio-core-server-worker"] + ["alluxio-job-server"] * (order(version) >= (2,)), "workers")
        if not os.path.isdir(workers):
            raise SystemExit("no worker of %s: %s" % (version, said[:400]))
    return client(work, version) + [os.path.join(workers, "*")]


def client(work, version):
    """The folder with the client and the under store of `writer/`, compiled for the release."""
    out = os.path.join(os.path.dirname(folder(work, version)), "writer")
    names = ["Commands.java"] + ([os.path.join("old", "Writer.java")] if order(version) < (2,) else ["Writer.java", "Watched.java"])
    if "Watched.java" in names:
        os.makedirs(os.path.join(out, "META-INF", "services"), exist_ok=True)
        with open(os.path.join(out, "META-INF", "services", "alluxio.underfs.UnderFileSystemFactory"), "w") as f:
            f.write("Watched\n")
    os.makedirs(out, exist_ok=True)
    sources = [os.path.join(HERE, "writer", name) for name in names]
    subprocess.run(["javac", "-nowarn", "-d", out, "-cp", os.path.join(folder(work, version), "*")] + sources, check=True)
    return [out]


def borrow(work, version):
    """The local under store of 2.3.0 serves 2.3.0-2, whose own was never published."""
    jar = "alluxio-underfs-local-2.3.0.jar"
    source = os.path.join(folder(work, "2.3.0"), jar)
    if version in NO_LOCAL_STORE and os.path.exists(source) and os.path.isdir(folder(work, version)):
        shutil.copy(source, folder(work, version))


def probe(work):
    """One class file of the oldest Java, so that it runs with every release."""
    top = os.path.join(work, "probe")
    os.makedirs(top, exist_ok=True)
    subprocess.run(["javac", "-nowarn", "--release", "8", "-d", top, os.path.join(HERE, "Probe.java")],
                   stderr=subprocess.DEVNULL, check=True)
    with zipfile.ZipFile(os.path.join(top, "probe.jar"), "w") as z:
        z.write(os.path.join(top, "Probe.class"), "Probe.class")
    for name, text in (("log4j.properties", LOG4J), ("log4j2.xml", LOG4J2)):
        with open(os.path.join(top, name), "w") as f:
            f.write(text)
