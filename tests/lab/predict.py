"""What `alluxio-preflight check` says beforehand about a row."""
import json
import os
import subprocess
import tempfile

import sources


def row(program, work, row):
    """(outcome, remark) as for a run; restores are left to tests/truth.rs, which sees more than the report says."""
    if not row["journal"] or row.get("restore"):
        return None, "only starts on a journal folder are compared"
    os.makedirs(work, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        sources.unpack(row["journal"], folder)
        run = subprocess.run(command(program, row, os.path.join(folder, "journal")), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        answer = json.loads(run.stdout)["answer"]
    except (ValueError, KeyError):
        return None, (run.stderr.strip() or "no report")[:300]
    said = answer["if_upgrade_journal" if row.get("upgrade") else "if_just_started"]
    if said is None:
        return None, "the report does not say"
    # All paths without what belonged to them is `reads` in a row and `partial` in a report.
    outcome = "reads" if said["outcome"] == "partial" and row["outcome"] == "reads" and row.get("attributes_lost") else said["outcome"]
    return outcome, " ".join(said["why"])


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
