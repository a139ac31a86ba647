"""经办人 several clerks who seal documents at the same time, over the bus.

One document: open the job, seal the PIN to the host's one-time key, apply the seal, and the answer
names the sealed PDF in the store, verified at the centre.
"""

import threading
import time
from collections import deque
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

__all__ = ["Sealed", "a_clerk", "seal_all"]

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


def seal_all(place: SealingPlace, documents: list[Any], clerks: int) -> Sealed:
    """全部签章 with so many clerks at work; each takes the next document when one is done.

    Raises:
        BaseException: the first failure of any clerk.
    """
    waiting, told = deque(documents), Sealed()
    crew = [
        threading.Thread(target=_work, args=(place, waiting, told), daemon=True)
        for _ in range(clerks)
    ]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    if told.failures:
        raise told.failures[0]
    return told


def a_clerk(place: SealingPlace) -> Actor:
    """经办人 of the organisation that owns the seal."""
    return Actor(str(uuid4()), Role.CLERK, org_id=place.seal["org_id"], name="王经办")


def _work(place: SealingPlace, waiting: deque[Any], told: Sealed) -> None:
    clerk = a_clerk(place)
    seeds, uri = place.site.seeds, place.site.uri
    try:
        with Bus(uri, seeds["gateway"]) as bus, Bus(uri, seeds["notices"]) as notices:
            while waiting:
                _one(place, (bus, notices), clerk, waiting.popleft(), told)
    except IndexError:
        return  # another clerk took the last one
    except BaseException as fault:  # noqa: BLE001 — told by the thread that waits
        told.failures.append(fault)


def _one(place: SealingPlace, buses: tuple[Bus, Bus], clerk: Actor, pdf: Any, told: Sealed) -> None:
    bus, notices = buses
    began = time.monotonic()
    job = notices.call(contract.open_job, _wanted(place, clerk, pdf), NOTICES)
    pin = seal_pin(place.token.pin, job["pin_key"], job["pin_info"])
    asked = {"id": str(job["job_id"]), "sealed_pin": pin}
    done = bus.call(contract.apply_seal, asked, clerk, timeout=60)
    if done["state"] != "done":
        raise AssertionError(f"not sealed: {done['state']} {done['failure_code']}")
    now = time.monotonic()
    told.done.append(now)
    told.seconds.append(now - began)
    told.files.append(done["sealed"])


def _wanted(place: SealingPlace, clerk: Actor, pdf: Any) -> dict[str, Any]:
    return {
        "owner": "notices",
        "owner_id": str(uuid4()),
        "purpose": "招标公告",
        "user_id": clerk.user_id,
        "org_id": place.seal["org_id"],
        "session_id": str(uuid4()),
        "seal_id": place.seal["seal_id"],
        "pdf": pdf,
        "field": FIELD,
    }
