"""What a release of Alluxio wants set before it can run in the laboratory."""


def order(version):
    """Sorts `2.5.0-3` after `2.5.0`, and `2.0.0-preview` before any `2.0.0`."""
    base, _, dash = version.partition("-")
    numbers = [int(x) for x in base.split(".")]
    numbers += [0] * (3 - len(numbers))
    return tuple(numbers[:3]) + (int(dash or 0) if dash.isdigit() or not dash else -1,)


def of_journal_type(version, kind):
    """`default` leaves the type unset; before 1.6 there was nothing to set."""
    if kind in ("UFS", "EMBEDDED") and order(version) >= (1, 6):
        return ["alluxio.master.journal.type=" + kind]
    return []


def of_run(version):
    """Folders, root under store, no authentication: all that is not the subject of a row."""
    v = order(version)
    p = {"alluxio.home": "/mnt/home", "alluxio.conf.dir": "/mnt/conf", "alluxio.logs.dir": "/mnt/logs",
         "alluxio.work.dir": "/mnt/home", "alluxio.master.hostname": "localhost",
         "alluxio.master.journal.folder": "/mnt/journal" + ("/" if v < (1, 3) else ""),
         "alluxio.security.authentication.type": "NOSASL",
         "alluxio.security.authorization.permission.enabled": "false",
         "alluxio.user.file.writetype.default": "MUST_CACHE"}
    if v >= (1, 6):
        # Rows were recorded before anything whose time was up could be deleted: a master does that an hour late.
        p["alluxio.master.ttl.checker.interval"] = "36500d"
    if v < (2, 0, 0, -2):
        p["alluxio.underfs.address"] = "/mnt/ufs/root"
    if v >= (1, 8):
        p["alluxio.master.mount.table.root.ufs"] = "/mnt/ufs/root"
    if v >= (2, 6, 2):  # how fast a single member elects itself does not touch the files
        p["alluxio.master.embedded.journal.election.timeout.min"] = "1s"
        p["alluxio.master.embedded.journal.election.timeout.max"] = "2s"
    return p


def format_class(version):
    return "alluxio.Format" if order(version) < (1, 1) else "alluxio.cli.Format"


def metastore(version):
    """The default of a release."""
    return "ROCKS" if order(version) >= (2, 6) or version in ("2.0.0-preview", "2.5.0-3") else "HEAP"
