"""签章任务 opened by a document's owner, applied by a PIN, settled by the host's answer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.signing import seal_applied, seal_failed
from tenderhall_kit.plain import plain
from tenderhall_kit.sealers import ensure_may_seal
from tenderhall_kit.work import Work

from signing import rules, store
from signing.models import Job
from signing.rules import JobState
from signing.usecases.seals import shown, usable

PIN_ONLY = "pin_only"


def open_job(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """发起签章 a job for one document; an older open job of that document expires.

    Raises:
        Problem: NOT_FOUND, SEAL_INVALID, HOST_AWAY, STATE_CONFLICT, VALIDATION_FAILED.
    """
    seal, host = usable(work, payload["seal_id"], payload["org_id"])
    store.expire_older(work.session, payload["owner"], payload["owner_id"])
    if store.live_job(work.session, payload["owner"], payload["owner_id"]):
        raise Problem("STATE_CONFLICT", reason="SEALING")
    job = Job(
        id=uuid4(),
        seal_id=seal.id,
        host=host.name,
        operation=uuid4(),
        placement=_placement(payload),
        state=JobState.OPEN,
        attempts=0,
        version=1,
        expires_at=work.real_now + rules.JOB_LIFE,
        pdf=dict(payload["pdf"]),
        **{name: payload[name] for name in _COPIED},
    )
    work.session.add(job)
    work.record(
        "seal_job.opened",
        subject=("seal_job", job.id),
        after={"seal_id": seal.id, "purpose": job.purpose, "user_id": job.user_id},
        content_sha256=job.pdf["sha256"],
    )
    work.session.flush()
    return key_request(work, job)


_COPIED = ("owner", "owner_id", "purpose", "user_id", "org_id", "session_id", "hold")


def _placement(payload: Mapping[str, Any]) -> dict[str, Any]:
    if payload["field"]:
        return {"mode": "field", "field": payload["field"]}
    if payload["position"]:
        return {"mode": "position", **payload["position"]}
    raise Problem("SEAL_INVALID", reason="PLACEMENT")


def key_request(work: Work, job: Job) -> dict[str, Any]:
    """申请密钥 what the host is asked for, and which host."""
    return {
        "job_id": job.id,
        "host": job.host,
        "wanted": {
            "operation": job.operation,
            "user_id": job.user_id,
            "token_serial": job.seal.token_serial if job.seal else None,
            "document_sha256": job.pdf["sha256"],
            "expires_at": job.expires_at,
            **_hold(work, job),
        },
    }


def _hold(work: Work, job: Job) -> dict[str, Any]:
    """保持登录 where the person wants it and the policy allows it; the PIN will be bound to it."""
    policies = work.reference.policies
    minutes = int(policies.get("seal.hold_minutes", 0))
    if not (job.hold and minutes):
        return {}
    signatures = int(policies.get("seal.hold_signatures", rules.HOLD_SIGNATURES))
    owner = rules.login_owner(job.user_id, job.session_id)
    return {"hold": {"owner": owner, "seconds": 60 * minutes, "signatures": signatures}}


def next_key(work: Work, job_id: UUID) -> dict[str, Any]:
    """下一把密钥 what the host is to be asked for, for the attempt to come."""
    asked: dict[str, Any] = plain(key_request(work, _existing(work, job_id)))
    return asked


def keep_key(work: Work, job_id: UUID, operation: str, key: Mapping[str, str]) -> dict[str, Any]:
    """登记一次性公钥 of the attempt to come."""
    job = _locked(work, job_id)
    if job.state == JobState.OPEN and str(job.operation) == operation:
        job.key = dict(key)
    return job_out(work, job)


def get_job(work: Work, job_id: UUID) -> dict[str, Any]:
    """签章任务 as its user, the user's organisation or a service sees it.

    Raises:
        Problem: NOT_FOUND, also where it is somebody else's.
    """
    job = store.job(work.session, job_id)
    if job is None or not _may_see(work, job):
        raise Problem("NOT_FOUND", what="seal_job")
    return job_out(work, job)


def begin(work: Work, job_id: UUID, *, with_pin: bool = True) -> dict[str, Any]:
    """开始签章 from here on exactly one attempt is under way.

    Without a PIN the token must still be logged in for the session that asks: its host looks.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, CA_REQUIRED, SEAL_INVALID, HOST_AWAY, FORBIDDEN_ROLE.
    """
    _ensure_login(work)
    ensure_may_seal(work)
    job = _locked(work, job_id)
    if str(job.user_id) != work.actor.user_id:
        raise Problem("NOT_FOUND", what="seal_job")
    no_key = with_pin and job.key is None
    if job.state != JobState.OPEN or no_key or job.expires_at <= work.real_now:
        raise Problem("STATE_CONFLICT", state=job.state)
    seal, host = usable(work, job.seal_id, job.org_id)
    if host.name != job.host:
        raise Problem("HOST_AWAY", reason="MOVED")
    job.state, job.started_at = JobState.SIGNING, work.real_now
    job.attempts += 1
    job.version += 1
    return {
        "job_id": job.id,
        "host": job.host,
        "operation": job.operation,
        "order": {
            "operation": job.operation,
            "token_serial": seal.token_serial,
            "document": job.pdf,
            "picture": seal.image,
            "placement": job.placement,
            "level": work.reference.policies.get("seal.level", "B-T"),
            "reason": job.purpose,
            "record": seal.record,
            "signature": seal.signature,
            **({} if with_pin else {"owner": _asks(work)}),
        },
    }


def _asks(work: Work) -> str:
    return rules.login_owner(work.actor.user_id, work.actor.session_id)


def _ensure_login(work: Work) -> None:
    """In production only a CA login may seal; elsewhere a policy may allow the PIN alone."""
    policy = work.reference.policies.get("seal.auth", PIN_ONLY)
    if work.actor.auth != "ca" and (work.settings.production or policy != PIN_ONLY):
        raise Problem("CA_REQUIRED")


def progress(work: Work, job_id: UUID) -> dict[str, Any]:
    """进展 of a job: what a sealed PDF of it must show; all of it, where it is settled already."""
    job = _existing(work, job_id)
    if job.state != JobState.SIGNING:
        return job_out(work, job)
    original, certificates = job.pdf["sha256"], job.seal.certificates
    return {"state": job.state, "original": original, "certificates": certificates}


def finish(
    work: Work,
    job_id: UUID,
    operation: str,
    sealed: Mapping[str, Any],
    verdict: Mapping[str, Any],
) -> dict[str, Any]:
    """签章完成 the sealed PDF is in the store and found good at the centre."""
    job = _locked(work, job_id)
    if job.state != JobState.SIGNING or str(job.operation) != operation:
        return job_out(work, job)
    job.state, job.sealed, job.verdict = JobState.DONE, dict(sealed), dict(verdict)
    job.version += 1
    work.record(
        "seal_job.done",
        subject=("seal_job", job.id),
        before={"pdf": job.pdf["sha256"]},
        after={"sealed": sealed["sha256"], "operation": operation},
        content_sha256=sealed["sha256"],
    )
    last = verdict["signatures"][-1]
    work.emit(
        seal_applied,
        {
            **_about(job),
            "seal_id": job.seal_id,
            "pdf": job.pdf,
            "sealed": sealed,
            "signer": last["signer"],
            "certificate_sha256": last["certificate_sha256"],
        },
        aggregate=("seal_job", job.id, job.version),
        visibility="restricted",
    )
    return job_out(work, job)


def refuse(work: Work, job_id: UUID, operation: str, code: str) -> dict[str, Any]:
    """签章被拒 the job waits for another try, or has failed; tells which key to ask for next."""
    job = _locked(work, job_id)
    if job.state != JobState.SIGNING or str(job.operation) != operation:
        return {"again": job.state == JobState.OPEN, **key_request(work, job)}
    again = rules.consequence(code).again and job.attempts < rules.ATTEMPTS
    _reopen(work, job) if again else _fail(work, job, code)
    job.version += 1
    work.record(
        "seal_job.refused",
        subject=("seal_job", job.id),
        after={"code": code, "state": job.state, "attempts": job.attempts},
    )
    return {"again": again, **key_request(work, job)}


def _reopen(work: Work, job: Job) -> None:
    job.state, job.key, job.operation = JobState.OPEN, None, uuid4()
    job.expires_at = work.real_now + rules.JOB_LIFE


def _fail(work: Work, job: Job, code: str) -> None:
    job.state, job.failure_code = JobState.FAILED, code
    work.emit(
        seal_failed,
        {**_about(job), "failure_code": code},
        aggregate=("seal_job", job.id, job.version + 1),
        visibility="restricted",
    )


def stale(work: Work) -> list[dict[str, Any]]:
    """滞留任务 whose host must be asked what came of them."""
    found = store.stale_jobs(work.session, work.real_now - rules.STALE_AFTER)
    jobs = [_existing(work, job_id) for job_id in found]
    return [
        {"job_id": str(job.id), "host": job.host, "operation": str(job.operation)} for job in jobs
    ]


def expire(work: Work) -> int:
    """过期 open jobs whose time is over."""
    return store.expire_overdue(work.session, work.real_now)


def job_out(work: Work, job: Job) -> dict[str, Any]:
    """任务展示 in the form of ``SealJobOut``."""
    places = store.token_places(work.session, [job.seal.token_serial])
    key = job.key if job.state == JobState.OPEN and job.key else {}
    failed = rules.consequence(job.failure_code).zh if job.failure_code else None
    return {
        **_about(job),
        "state": job.state,
        "seal": shown(work, job.seal, places),
        "pdf": job.pdf,
        "host": job.host,
        "pin_key": key.get("pin_key"),
        "pin_info": key.get("pin_info"),
        "pin_key_signature": key.get("pin_key_signature"),
        "expires_at": job.expires_at,
        "sealed": job.sealed,
        "failure_code": job.failure_code,
        "failure_zh": failed,
    }


def _about(job: Job) -> dict[str, Any]:
    return {"job_id": job.id, "owner": job.owner, "owner_id": job.owner_id}


def _may_see(work: Work, job: Job) -> bool:
    actor = work.actor
    return actor.role is Role.SERVICE or str(job.org_id) == actor.org_id


def _locked(work: Work, job_id: UUID) -> Job:
    job = store.locked_job(work.session, UUID(str(job_id)))
    if job is None:
        raise Problem("NOT_FOUND", what="seal_job")
    return job


def _existing(work: Work, job_id: UUID) -> Job:
    job = store.job(work.session, UUID(str(job_id)))
    if job is None:
        raise Problem("NOT_FOUND", what="seal_job")
    return job
