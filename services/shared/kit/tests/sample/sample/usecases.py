import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from tenderhall_contracts.errors import Problem
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from sample import contract
from sample.models import Heard, NoteRow


def add_note(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    if payload["text"] == "refuse":
        raise Problem("STATE_CONFLICT", state="closed")
    row = NoteRow(text=payload["text"], at=work.now)
    work.session.add(row)
    work.session.flush()
    work.record("note.add", subject=("note", row.id), after={"text": row.text})
    work.emit(contract.noted, {"id": row.id, "text": row.text}, aggregate=("note", row.id, 1))
    return {"id": row.id, "text": row.text, "at": row.at}


def hear(work: Work, event: Envelope) -> None:
    heard(work, "event", event.data["text"], event.seq)
    flag = Path(work.settings["SAMPLE_FAIL"])
    if event.data["text"].startswith("fail") and flag.exists():
        raise RuntimeError("told to fail")


def echo(work: Work, payload: dict[str, Any]) -> None:
    heard(work, "echo", payload["text"])


def heard(work: Work, kind: str, said: str, seq: int | None = None) -> None:
    work.session.add(Heard(kind=kind, text=said, seq=seq))


def count(work: Work) -> dict[str, int]:
    def of(kind: str) -> int:
        rows = select(func.count()).select_from(Heard).where(Heard.kind == kind)
        return work.session.scalar(rows) or 0

    notes = work.session.scalar(select(func.count()).select_from(NoteRow)) or 0
    return {"notes": notes, "heard": of("event"), "echoes": of("echo")}


def sleep(work: Work, seconds: float) -> None:
    work.session.execute(text("SELECT pg_sleep(:s)"), {"s": seconds})


def busy(work: Work, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def trace(work: Work) -> dict[str, str]:
    query = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    return {"text": work.session.scalar(text(query)) or ""}
