"""裸nameko the same INSERT behind stock nameko: no validation, no key, no audit, no event.

``AMQP_URI`` and ``DATABASE_URL`` are read from the environment.
"""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402 — everything else is imported patched
from typing import Any  # noqa: E402

from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402
from tenderhall_kit.clock import real_now  # noqa: E402

from tenderhall_bench.noted.models import NoteRow  # noqa: E402

WORKERS = 10
engine = create_engine(os.environ["DATABASE_URL"], pool_size=WORKERS)


class Bare:
    """裸服务."""

    name = "bare"

    @rpc  # type: ignore[untyped-decorator]  # nameko has no types
    def add_note(self, text: str) -> dict[str, Any]:
        """记录 a row, nothing else."""
        with Session(engine, expire_on_commit=False) as session, session.begin():
            row = NoteRow(text=text, at=real_now())
            session.add(row)
            session.flush()
        return {"id": row.id, "text": row.text, "at": row.at.isoformat()}


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": os.environ["AMQP_URI"], "max_workers": WORKERS})
    runner.add_service(Bare)
    runner.start()
    runner.wait()
