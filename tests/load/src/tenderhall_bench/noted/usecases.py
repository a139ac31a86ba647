"""What the sample does."""

from typing import Any

from tenderhall_kit.work import Work

from tenderhall_bench.noted import contract
from tenderhall_bench.noted.models import NoteRow


def add_note(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """记录 a row, its audit row, its event."""
    row = NoteRow(text=payload["text"], at=work.now)
    work.session.add(row)
    work.session.flush()
    work.record("note.add", subject=("note", row.id), after={"text": row.text})
    work.emit(contract.noted, {"id": row.id, "text": row.text}, aggregate=("note", row.id, 1))
    return {"id": row.id, "text": row.text, "at": row.at}
