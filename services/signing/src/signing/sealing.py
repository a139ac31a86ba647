"""签章流程 the conversation of pooled signing with a host, between its own transactions.

open → one-time key → the person's sealed PIN → host → staging → verified again here → store. Each
step may be repeated: the host's journal and our keys give the first result again.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NoReturn
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_kit.call import Call

from signing import rules
from signing.pin import SealedKey, check_key
from signing.pipe import Refused
from signing.rules import JobState
from signing.usecases import jobs
from signing.verification import judged

__all__ = ["ask_again", "enrolled", "ensure_stored", "look", "offer_key", "seal"]

log = logging.getLogger(__name__)

MIME = "application/pdf"
URL_SECONDS = 120
UNDELIVERED = {"NoConsumers", "ChannelError", "NotDelivered"}
KEY_FIELDS = ("pin_key", "pin_info", "pin_key_signature")


def enrolled(call: Call) -> dict[str, str]:
    """已登记主机 host → public key (setting HOST_KEYS, JSON)."""
    told: dict[str, str] = json.loads(call.settings["HOST_KEYS"])
    return told


def ensure_stored(call: Call, pdf: Any) -> None:
    """确认文件 the store has the document, in the size that was told.

    Raises:
        Problem: NOT_FOUND.
    """
    if call.storage.stat(pdf).size != pdf["size"]:
        raise Problem("NOT_FOUND", what="pdf")


def offer_key(call: Call, hosts: Any, asked: Mapping[str, Any], *, step: str) -> dict[str, Any]:
    """取一次性公钥 from the job's host, believe it only with the host's signature, keep it.

    Raises:
        Problem: HOST_AWAY.
    """
    with _host_away():
        told = _at(hosts, asked["host"]).one_time_key(call, asked["wanted"])
    key = {name: told[name] for name in KEY_FIELDS}
    try:
        check_key(enrolled(call)[asked["host"]], SealedKey(**key))
    except (Refused, KeyError):
        raise Problem("HOST_AWAY", reason="HOST_UNKNOWN") from None
    operation = asked["wanted"]["operation"]
    kept: dict[str, Any] = call.run(jobs.keep_key, asked["job_id"], operation, key, step=step)
    return kept


def look(call: Call, hosts: Any, job_id: UUID) -> dict[str, Any]:
    """查看任务 an open job that has no key yet (its host was away) is offered one."""
    job: dict[str, Any] = call.read(jobs.get_job, job_id)
    if job["state"] == JobState.OPEN and job["pin_key"] is None:
        with suppress(Problem):
            return offer_key(call, hosts, call.read(jobs.next_key, job_id), step="key")
    return job


def seal(call: Call, hosts: Any, job_id: UUID, sealed_pin: str | None) -> dict[str, Any]:
    """电子签章 one attempt, from the sealed PIN, or a held login, to the sealed PDF in the store.

    Raises:
        Problem: as the contract says; the job is open again where another try makes sense.
    """
    begun = call.run(jobs.begin, job_id, with_pin=sealed_pin is not None)
    order = begun["order"] | _places(call, begun)
    if sealed_pin is not None:
        order["sealed_pin"] = sealed_pin
    try:
        outcome = _at(hosts, begun["host"]).seal_document(call, order, key=begun["operation"])
    except Problem as problem:
        if not _undelivered(problem):
            raise Problem("DEADLINE") from problem
        outcome = {"state": "refused", "code": "TOKEN_NOT_HERE", "facts": {}}
    if outcome["state"] == "running":
        raise Problem("DEADLINE")
    return _settle(call, hosts, begun, outcome)


def ask_again(call: Call, hosts: Any, stale: Mapping[str, Any]) -> None:
    """追问结果 of an attempt that nobody has settled; a host that is away is asked later."""
    operation = stale["operation"]
    with suppress(Problem):
        outcome = _at(hosts, stale["host"]).outcome(call, {"operation": operation})
        if outcome["state"] == "running":
            return
        if outcome["state"] == "unknown":
            outcome = {"state": "refused", "code": "PIN_KEY_GONE", "facts": {}}
        _settle(call, hosts, stale, outcome)


def _places(call: Call, begun: Mapping[str, Any]) -> dict[str, Any]:
    storage, order = call.storage, begun["order"]
    return {
        "document_url": storage.presign_get(order["document"], seconds=URL_SECONDS),
        "picture_url": storage.presign_get(order["picture"], seconds=URL_SECONDS),
        "upload": storage.presign_staging_put(_staging(begun), MIME, seconds=URL_SECONDS),
    }


def _staging(begun: Mapping[str, Any]) -> str:
    return f"staging/seal/{begun['operation']}"


def _settle(
    call: Call, hosts: Any, begun: Mapping[str, Any], outcome: Mapping[str, Any]
) -> dict[str, Any]:
    """Accept or refuse what the host did; said once, however often it is asked."""
    if outcome["state"] != "done":
        return _refuse(call, hosts, begun, outcome["code"], outcome.get("facts") or {})
    job = call.read(jobs.progress, begun["job_id"])
    if job["state"] != JobState.SIGNING:
        return dict(job)
    with judged(call.storage, _staging(begun)) as (verdict, path):
        fault = rules.distrust(verdict, original=job["original"], certificates=job["certificates"])
        if fault:
            return _refuse(call, hosts, begun, fault, {})
        sealed = call.storage.put(path, MIME)
    done: dict[str, Any] = call.run(
        jobs.finish, begun["job_id"], begun["operation"], sealed, verdict, step="settle"
    )
    call.storage.remove(_staging(begun))
    return done


def _refuse(
    call: Call, hosts: Any, begun: Mapping[str, Any], code: str, facts: Mapping[str, Any]
) -> NoReturn:
    asked = call.run(jobs.refuse, begun["job_id"], begun["operation"], code, step="settle")
    if asked["again"]:
        with suppress(Problem):  # the key is fetched when somebody looks at the job: ``look``
            offer_key(call, hosts, asked, step="key")
    meant = rules.consequence(code)
    # Not with this sealed PIN, whatever the family says: a repeat would hear the same again.
    told = {**facts, "reason": code, "message_zh": meant.zh, "retryable": False}
    raise Problem(meant.problem, **told)


def _undelivered(problem: Problem) -> bool:
    """The broker gave the request back: no host has seen it, and no PIN was used."""
    return problem.extra.get("reason") in UNDELIVERED


def _at(hosts: Any, host: str) -> Any:
    return hosts.at(f"signing-{host}")


@contextmanager
def _host_away() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        if problem.family.retryable:
            raise Problem("HOST_AWAY") from problem
        raise
