"""容器演示 ``python -m tenderhall_local.containers.demo <folder>``: one procurement over HTTP.

Through the published addresses, as a person's machine would; the exit code tells. The verifier
also reads the databases, whose address the rehearsal publishes on loopback.
"""

import json
import os
import sys
from pathlib import Path

from rich.console import Console

from tenderhall_local import people
from tenderhall_local.demo import report
from tenderhall_local.demo.driver import STEPS, drive
from tenderhall_local.demo.journey import Setting
from tenderhall_local.demo.play import judged
from tenderhall_local.layout import Layout, write_private

PIN = Path("/var/lib/tenderhall/secrets/token-agency-a.pin")
ROOT = Path("/trust/root.cert.pem")


def setting(folder: Path) -> Setting:
    """场景 from the environment of docker-compose's service ``demo``."""
    return Setting(
        base=os.environ["PUBLIC_URL"],
        password=os.environ["DEMO_PASSWORD"],
        pin=PIN.read_text(),
        host_key=json.loads(os.environ["HOST_KEYS"])[people.HOST],
        folder=folder,
    )


def main(folder: Path) -> int:
    """演示 drive, verify, report; 1 where a step was not right."""
    console = Console()
    journey = drive(setting(folder), console)
    state = folder / "state.json"
    facts = {
        "postgres": {"superuser": os.environ["POSTGRES_DSN"]},
        "pki": {"trust_root": str(ROOT)},
    }
    write_private(state, json.dumps(facts))
    verdicts = judged(state, folder)
    state.unlink()
    steps = report.merge(journey.steps, verdicts, Layout(folder))
    good = len(journey.steps) == len(STEPS) and all(each["ok"] for each in steps)
    urls = {"公告 published notice": journey.ids.get("notice", {}).get("url", "-")}
    told = {"ok": good, "steps": steps, "urls": urls, "logins": {}}
    report.write(folder / "report.json", told)
    report.show(console, told, len(STEPS))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
