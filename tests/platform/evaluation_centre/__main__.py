"""An evaluation platform in miniature: ``python -m evaluation_centre <command> …``."""

import datetime as dt
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from amqp.exceptions import AccessRefused

from evaluation_centre.bus import Bus, Refused
from evaluation_centre.identity import Identity


def now() -> str:
    """This moment with its offset: a time without one is refused."""
    return dt.datetime.now(dt.UTC).isoformat()


def project(bus: Bus, project_id: str) -> Any:
    """The project, its lots and their states."""
    return bus.ask("registry.get_project", {"id": project_id})


def opened(bus: Bus, lot_no: str, bidders: str) -> str:
    """The tenders have been opened."""
    data = {"opened_at": now(), "bidder_count": int(bidders)}
    return bus.tell("opening.completed", lot_no, data)


def ended(bus: Bus, lot_no: str, report: str, bidders: str) -> str:
    """The evaluation has ended; who is first stays secret until the result is published."""
    data = {
        "round": 1,
        "ended_at": now(),
        "result": "ok",
        "bidder_count": int(bidders),
        "report_sha256": hashlib.sha256(Path(report).read_bytes()).hexdigest(),
        "candidates": [
            {
                "rank": 1,
                "uscc": "91430400MA4L54321Q",
                "name": "湖南公正项目管理有限公司",
                "price": "650000.00",
                "score": "92.50",
            }
        ],
        "committee_ref": "COMMITTEE-2026-77",
    }
    return bus.tell("evaluation.ended", lot_no, data)


def signed(bus: Bus, lot_no: str) -> str:
    """Contracts are another platform's business: the broker does not let this one say so."""
    data = {"contract_no": "HT-1", "signed_at": now(), "uscc": "91430400MA4L54321Q"}
    return bus.tell("contract.signed", lot_no, data)


def tell(bus: Bus, kind: str, lot_no: str, data: str) -> str:
    """Any other of our events; its data as JSON."""
    return bus.tell(kind, lot_no, json.loads(data))


def outcome(bus: Bus, event_id: str) -> Any:
    """What has come of an event of ours: applied, waiting, recorded or refused, and why."""
    return bus.ask("registry.inbound_outcome", {"event_id": event_id})


COMMANDS = {each.__name__: each for each in (project, opened, ended, signed, tell, outcome)}


def main(words: list[str]) -> int:
    """Prints the answer as JSON; 1 where we were refused."""
    identity = Identity.of_environment()
    if words == ["public-key"]:
        sys.stdout.write(f"{identity.public_key()}\n")
        return 0
    command, *rest = words
    try:
        told = COMMANDS[command](Bus(os.environ["AMQP_URI"], identity), *rest)
    except Refused as refused:
        told = refused.problem
    except AccessRefused as refused:
        told = {"code": "ACCESS_REFUSED", "broker": refused.reply_text}
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False)}\n")
    return 1 if isinstance(told, dict) and "code" in told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
