"""Sealing a notice: the PIN is sealed to the host's one-time key, and the host does the rest."""

import time
from typing import Any

from tenderhall_local.demo import pin
from tenderhall_local.demo.client import Refused, waits
from tenderhall_local.demo.journey import Journey

SEAL_TRIES = 3
ANEW = {"STATE_CONFLICT", "HOST_AWAY"}  # the PIN must be sealed to a new one-time key


def seal(journey: Journey, notice_id: str) -> dict[str, Any]:
    """签章 until the notice is sealed; a job that failed (a host that died) is begun anew.

    Answers the job and the seal.

    Raises:
        TimeoutError: the notice was not sealed in three tries.
    """
    told: dict[str, Any] = {}
    for _ in range(SEAL_TRIES):
        try:
            _seal_once(journey, notice_id, told)
        except Refused as refused:
            if not refused.problem.get("retryable") and refused.code not in ANEW:
                raise  # a wrong PIN, say: trying again would lock the token
        if _sealed(journey, notice_id, told.get("job_id")):
            return told
    raise TimeoutError("签章未完成 · not sealed")


def _seal_once(journey: Journey, notice_id: str, told: dict[str, Any]) -> None:
    """签一次 the PIN is sealed to the host's one-time key here."""
    clerk = journey.api["clerk-a"]
    seen = clerk.call("notices", "get_notice", {"id": notice_id})
    chosen = _online_seal(journey)
    command = {"id": seen["id"], "version": seen["version"], "seal_id": chosen["seal_id"]}
    job = clerk.call("notices", "start_seal", command)["job"]
    pin.check_host(
        journey.setting.host_key, job["pin_key"], job["pin_info"], job["pin_key_signature"]
    )
    secret = pin.seal(journey.setting.pin, job["pin_key"], job["pin_info"])
    told |= {"job_id": job["job_id"], "seal_id": chosen["seal_id"]}
    clerk.call("signing", "apply_seal", {"id": job["job_id"], "sealed_pin": secret})


def _sealed(journey: Journey, notice_id: str, job_id: str | None) -> bool:
    """等待 until the notice is sealed, or its job has failed."""
    clerk = journey.api["clerk-a"]
    for wait in waits():
        if clerk.call("notices", "get_notice", {"id": notice_id})["sealed"]:
            return True
        if job_id is None:
            return False
        job = clerk.call("signing", "get_job", {"id": job_id})
        if job["state"] in {"failed", "expired", "open"}:
            return False
        time.sleep(wait)
    return False


def _online_seal(journey: Journey) -> dict[str, Any]:
    for wait in waits():
        found = journey.api["clerk-a"].call("signing", "list_seals")["items"]
        online: list[dict[str, Any]] = [each for each in found if each["online"]]
        if online:
            return online[0]
        time.sleep(wait)
    raise TimeoutError("没有在线的印章 · no seal is online")
