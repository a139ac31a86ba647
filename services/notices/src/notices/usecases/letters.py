"""中标通知书 printed, sealed by the agency, and issued to the winner (87号令第69条)."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices import award_letter_issued
from tenderhall_kit.call import Call
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import canonical, plain
from tenderhall_kit.sealers import ensure_may_seal
from tenderhall_kit.storage import FETCH_SECONDS, Storage
from tenderhall_kit.work import Work

from notices import rendering, store
from notices.kinds.parts import party
from notices.models import Award, AwardLetter, Notice
from notices.usecases import forms

Asked = Mapping[str, Any]
KIND = "award_letter"
FIELD = "seal"
UNSEALED, SEALING, ISSUED, CANCELLED = "unsealed", "sealing", "issued", "cancelled"


def of_notice(work: Work, asked: Asked) -> dict[str, Any]:
    """中标通知书列表 of a notice that the caller may see.

    Raises:
        Problem: NOT_FOUND.
    """
    notice = forms.seen(work, asked["id"])
    found = store.letters_of(work.session, notice.id)
    return {"items": [told(letter, award) for letter, award in found]}


def start_seal(call: Call, partners: Any, asked: Asked) -> dict[str, Any]:
    """签章中标通知书 print it, and open a seal job on exactly these bytes.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT once it is issued, FORBIDDEN_ROLE.
    """
    plan = call.read(_plan, asked)
    release = canonical(plan["view"]).decode()
    printed = partners.renderer.print(plan["template"], plan["view"], release, plan["at"])
    ref = call.storage.put(printed.pdf, "application/pdf")
    job = plain(partners.signing.open_job(call, _job(call, asked, plan, ref)))
    letter = call.run(_freeze, asked, ref, job)
    name = f"中标通知书-{plan['view']['lot']['no']}.pdf"
    return {"letter": letter, "job": job, "pdf_url": call.storage.presign_get(ref, name)}


def adopted(call: Call, applied: Asked) -> bool:
    """签章完成 of a letter; False where the seal is of something else."""
    if call.read(_known, applied) is None:
        return False
    original, sealed = call.storage.get(applied["pdf"]), call.storage.get(applied["sealed"])
    exact = len(sealed) > len(original) and sealed.startswith(original)
    call.run(_issue, applied, exact=exact)
    return True


def failed_or(otherwise: Callable[[Work, Asked], None]) -> Callable[[Work, Asked], None]:
    """签章失败 of a letter is told with it; of anything else ``otherwise`` tells it."""

    def tell(work: Work, failed: Asked) -> None:
        letter = store.letter(work.session, failed["owner_id"])
        if letter is None:
            otherwise(work, failed)
        elif letter.seal_job_id == failed["job_id"] and letter.state == SEALING:
            letter.state, letter.seal_error = UNSEALED, f"签章未完成：{failed['failure_code']}"

    return tell


def pdf(work: Work, storage: Storage, asked: Asked) -> dict[str, Any]:
    """下载中标通知书 the sealed one, or to its agency what is to be sealed.

    Raises:
        Problem: NOT_FOUND, also while there is none.
    """
    letter, award = _own(work, asked["id"])
    kept = letter.sealed_pdf if asked["sealed"] else letter.pdf
    if kept is None or not (asked["sealed"] or work.actor.role.of_agency):
        raise Problem("NOT_FOUND")
    ref: Any = {**kept, "name": f"中标通知书-{award.lot_no}.pdf"}
    until = work.real_now + timedelta(seconds=FETCH_SECONDS)
    return {"url": storage.presign_get(ref, ref["name"]), "file": ref, "expires_at": until}


def told(letter: AwardLetter, award: Award) -> dict[str, Any]:
    """中标通知书 as its contract tells it."""
    fields = ("id", "award_id", "notice_id", "state", "seal_job_id", "seal_error", "issued_at")
    return {
        **{field: getattr(letter, field) for field in (*fields, "sealed_pdf")},
        "lot_no": award.lot_no,
        "winner_name": award.winner["name"],
        "winner_uscc": award.winner["uscc"],
    }


def _own(work: Work, letter_id: UUID) -> tuple[AwardLetter, Award]:
    letter = store.letter(work.session, letter_id)
    if letter is None:
        raise Problem("NOT_FOUND")
    forms.seen(work, letter.notice_id)
    return letter, store.award(work.session, letter.award_id, letter.award_version)


def _plan(work: Work, asked: Asked) -> dict[str, Any]:
    ensure_may_seal(work)
    letter, award = _own(work, asked["id"])
    if letter.state in (ISSUED, CANCELLED):
        raise Problem("STATE_CONFLICT", state=letter.state)
    notice = store.get(work.session, letter.notice_id)
    day = day_of(work.now)
    return {
        "view": _view(work, notice, award),
        "template": rendering.choose(KIND, notice.region, day),
        "at": work.now,
        "title": f"中标通知书：{award.winner['name']}（{award.lot_no}）",
    }


def _view(work: Work, notice: Notice, award: Award) -> dict[str, Any]:
    project, day = notice.facts["project"], day_of(work.now)
    lot = next(one for one in notice.facts["lots"] if one["no"] == award.lot_no)
    return {
        "title": "中标通知书",
        "winner": award.winner["name"],
        "project": {key: project[key] for key in ("no", "plan_no", "name")},
        "lot": {"no": lot["no"], "name": lot["name"] or ""},
        "price_form": award.price_form,
        "amount": plain(award.amount),
        "rate": award.rate or "",
        "notice": {"no": award.notice_no, "published_on": day_of(award.published_at).isoformat()},
        "contract_days": work.law.rule("R32", day).number,
        "purchaser": party(project["purchaser"]),
        "agency": party(project["agency"]),
        "issued_on": day.isoformat(),
    }


def _job(call: Call, asked: Asked, plan: Asked, ref: Asked) -> dict[str, Any]:
    return {
        "owner": "notices",
        "owner_id": asked["id"],
        "purpose": str(plan["title"])[:200],
        "user_id": call.actor.user_id,
        "org_id": call.actor.org_id,
        "session_id": call.actor.session_id,
        "seal_id": asked["seal_id"],
        "pdf": ref,
        "field": FIELD,
    }


def _freeze(work: Work, asked: Asked, ref: Asked, job: Asked) -> dict[str, Any]:
    letter = store.lock_letter(work.session, asked["id"])
    if letter.state in (ISSUED, CANCELLED):
        raise Problem("STATE_CONFLICT", state=letter.state)
    letter.state, letter.pdf, letter.seal_error = SEALING, dict(ref), None
    letter.seal_job_id = UUID(str(job["job_id"]))
    work.record("award_letter.freeze", subject=("award_letter", letter.id), after={"pdf": ref})
    return told(letter, store.award(work.session, letter.award_id, letter.award_version))


def _known(work: Work, applied: Asked) -> UUID | None:
    letter = store.letter(work.session, applied["owner_id"])
    return letter.id if letter else None


def _issue(work: Work, applied: Asked, *, exact: bool) -> None:
    """发出 the sealed letter is there for its winner; bytes that are not ours are refused."""
    letter = store.lock_letter(work.session, applied["owner_id"])
    if letter.state != SEALING or not letter.pdf:
        return
    if letter.pdf["sha256"] != applied["pdf"]["sha256"]:
        return
    if not exact:
        letter.state, letter.seal_error = UNSEALED, "签章返回的文件与原文不一致，已拒绝"
        return
    award = store.award(work.session, letter.award_id, letter.award_version)
    sealed = {key: applied["sealed"][key] for key in ("sha256", "size", "mime")}
    letter.state, letter.sealed_pdf, letter.signer = ISSUED, sealed, applied["signer"]
    letter.issued_at = work.now
    work.record("award_letter.issue", subject=("award_letter", letter.id), after={"pdf": sealed})
    work.emit(
        award_letter_issued,
        {
            "letter_id": letter.id,
            **{name: getattr(award, name) for name in ("award_id", "lot_id", "lot_no")},
            "project_id": award.project_id,
            "issued_on": day_of(work.now),
            "pdf_sha256": sealed["sha256"],
        },
        aggregate=("award_letter", letter.id, 1),
        project_no=award.project_no,
        lot_nos=[award.lot_no],
    )
