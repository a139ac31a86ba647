"""经办人 one clerk who has many documents to seal, several of them on their way at a time.

One document: open the job, apply the seal, and the answer names the sealed PDF in the store,
verified at the centre. The first one brings the PIN, sealed to the host's one-time key, and asks
that the token stay logged in for this session; where that is not wanted, each brings it.
"""

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from signing.pin import seal_pin
from tenderhall_contracts import signing as contract
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor, service_actor
from tenderhall_kit.testbus import Bus

from tenderhall_bench.lines.sealing.papers import FIELD
from tenderhall_bench.lines.sealing.place import SealingPlace

__all__ = ["Clerk", "Sealed"]

NOTICES = service_actor("notices")


@dataclass
class Sealed:
    """签好的文件 when each was done (monotonic seconds), how long it took, what came of it."""

    done: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """速率 documents a second between the first and the last that was done."""
        ends = sorted(self.done)
        return (len(ends) - 1) / (ends[-1] - ends[0])


class Clerk:
    """经办人 in one session."""

    def __init__(self, place: SealingPlace, *, hold: bool = True) -> None:
        self.place = place
        self.hold = hold
        org = place.seal["org_id"]
        session = str(uuid4())
        self.actor = Actor(str(uuid4()), Role.CLERK, org_id=org, session_id=session, name="王经办")

    def log_in(self, document: Any) -> None:
        """登录 by sealing one document with the PIN; the login stays, if that is wanted."""
        self._crew([document], 1, pin=True)

    def seal(self, documents: Sequence[Any], at_once: int) -> Sealed:
        """全部签章 so many on their way at a time.

        Raises:
            BaseException: the first failure.
        """
        return self._crew(documents, at_once, pin=not self.hold)

    def _crew(self, documents: Sequence[Any], at_once: int, *, pin: bool) -> Sealed:
        waiting, told = deque(documents), Sealed()
        crew = [
            threading.Thread(target=self._work, args=(waiting, told, pin), daemon=True)
            for _ in range(at_once)
        ]
        for one in crew:
            one.start()
        for one in crew:
            one.join()
        if told.failures:
            raise told.failures[0]
        return told

    def _work(self, waiting: deque[Any], told: Sealed, pin: bool) -> None:  # noqa: FBT001 — a thread's target takes its words by position
        seeds, uri = self.place.site.seeds, self.place.site.uri
        try:
            with Bus(uri, seeds["gateway"]) as bus, Bus(uri, seeds["notices"]) as notices:
                while waiting:
                    self._one(bus, notices, waiting.popleft(), told, pin=pin)
        except IndexError:
            return  # another thread took the last one
        except BaseException as fault:  # noqa: BLE001 — told by who waits for the thread
            told.failures.append(fault)

    def _one(self, bus: Bus, notices: Bus, pdf: Any, told: Sealed, *, pin: bool) -> None:
        began = time.monotonic()
        job = notices.call(contract.open_job, self._wanted(pdf), NOTICES)
        asked = {"id": str(job["job_id"])}
        if pin:
            word = self.place.token.pin
            asked["sealed_pin"] = seal_pin(word, job["pin_key"], job["pin_info"])
        done = bus.call(contract.apply_seal, asked, self.actor, timeout=60)
        if done["state"] != "done":
            raise AssertionError(f"not sealed: {done['state']} {done['failure_code']}")
        now = time.monotonic()
        told.done.append(now)
        told.seconds.append(now - began)
        told.files.append(done["sealed"])

    def _wanted(self, pdf: Any) -> dict[str, Any]:
        return {
            "owner": "notices",
            "owner_id": str(uuid4()),
            "purpose": "招标公告",
            "user_id": self.actor.user_id,
            "org_id": self.actor.org_id,
            "session_id": self.actor.session_id,
            "seal_id": self.place.seal["seal_id"],
            "pdf": pdf,
            "field": FIELD,
            "hold": self.hold,
        }
