"""流程 the intentions that need other services: ask them first, then one transaction, then tell.

No question is asked inside a transaction. A repeat of a call asks and does the same again, and
every step gives what it gave the first time.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.call import Call
from tenderhall_kit.plain import canonical, plain

from notices import portal, rendering
from notices.kinds import Kind, kind_of
from notices.kinds.change import CHANGE
from notices.usecases import (
    amending,
    drafting,
    effects,
    form_notices,
    publishing,
    review,
    sealing,
)
from notices.usecases.exception_facts import of_exception
from notices.usecases.facts import Sources, gather

_log = logging.getLogger(__name__)

UNPRINTABLE = {"missing_glyph", "too_large"}
STAMP_MINUTES = 10
"""A publication that is delayed gets its time anew, at most this often."""

Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Partners(Sources):
    """伙伴 the other services, and the render workers."""

    signing: Any
    renderer: rendering.RenderPool


def create(call: Call, partners: Partners, kind: Kind, asked: Asked) -> Any:
    """新增公告 registry opens the lots to the form; then the form is written.

    A form that is refused after that never comes to exist: registry's lease runs out.
    """
    form_id = UUID(call.derived_key("form") or str(uuid4()))
    opened = partners.registry.open_activity(
        call,
        {
            "lot_ids": asked["lot_ids"],
            "activity": kind.activity,
            "form_id": form_id,
            "owner": "notices",
            "org_id": call.actor.org_id,
        },
    )
    known = gather(call, partners, {"about_id": None, **asked, "kind": kind.name, "entered": asked})
    if str(opened["project"]["id"]) != str(asked["project_id"]):
        raise Problem("NOT_FOUND")
    return call.run(drafting.create, form_id, kind, asked, known)


def create_change(call: Call, partners: Partners, asked: Asked) -> Any:
    """新增变更公告 about a published tender notice, of those of its lots that it concerns."""
    base = call.read(amending.base, asked["about_id"])
    project = plain(partners.registry.get_project(call, {"id": base["project_id"]}))
    lot_ids = amending.concerned(project, base, asked)
    return create(call, partners, CHANGE, {**asked, **base, "lot_ids": lot_ids})


def prepare_form(call: Call, partners: Partners, asked: Asked) -> Any:
    """起草 the notice of a form of registry, or bring it up to date."""
    return call.run(form_notices.prepare, asked["id"], of_exception(call, partners, asked))


def follow_form(call: Call, partners: Partners, form_id: UUID) -> None:
    """随表单办理 what the form has come to, as registry tells it now."""
    if not call.read(form_notices.exists, form_id):
        call.run(form_notices.exists, form_id)  # heard, and there is nothing to do
        return
    try:
        facts = of_exception(call, partners, {"id": form_id})
    except Problem as problem:
        if problem.code != "NOT_FOUND":
            raise
        call.run(form_notices.give_up, form_id)
    else:
        call.run(form_notices.follow, form_id, facts)


def save(call: Call, partners: Partners, asked: Asked) -> Any:
    """修改保存."""
    return call.run(drafting.save, asked, _facts(call, partners, asked, entered=asked))


def refresh(call: Call, partners: Partners, lot_ids: Sequence[UUID]) -> None:
    """更新编辑中的公告 of these lots, as the other services know them now."""
    for notice_id in call.read(drafting.unsent, lot_ids):
        facts = _facts(call, partners, {"id": notice_id})
        call.run(drafting.refresh, notice_id, facts, step=f"refresh-{notice_id}")


def preview(call: Call, partners: Partners, asked: Asked) -> Any:
    """预览 as HTML, nothing is kept."""
    told = call.read(drafting.preview, asked, _facts(call, partners, asked))
    issued_on = date.fromisoformat(told["view"]["issued_on"])
    template = rendering.choose(told["kind"], told["region"], issued_on)
    html = _printable(lambda: partners.renderer.body(template, told["view"]))
    return {"html": html, **{name: told[name] for name in ("findings", "warnings", "checks")}}


def start_seal(call: Call, partners: Partners, asked: Asked) -> Any:
    """点击签章 check, print, freeze, and open a seal job on exactly these bytes."""
    facts = _facts(call, partners, asked)
    plan = call.read(sealing.plan, asked, facts)
    release = canonical(plan["release"]).decode()
    printed = _printable(
        lambda: partners.renderer.print(plan["template"], plan["view"], release, plan["at"])
    )
    kept = {"pdf": call.storage.put(printed.pdf, "application/pdf"), "body": printed.body}
    frozen = call.run(sealing.freeze, asked, facts, plan, kept, step="freeze")
    job = plain(partners.signing.open_job(call, _seal_job(call, asked, frozen)))
    confirmed = call.run(sealing.confirm, asked, job)
    url = call.storage.presign_get(frozen["pdf"], f"{frozen['title']}.pdf")
    return {**confirmed, "pdf_url": url}


def adopt_seal(call: Call, told: Asked) -> None:
    """签章完成 the original must be the exact beginning of what came back."""
    original, sealed = call.storage.get(told["pdf"]), call.storage.get(told["sealed"])
    exact = len(sealed) > len(original) and sealed.startswith(original)
    call.run(sealing.adopt, told, exact=exact)


def submit(call: Call, partners: Partners, asked: Asked) -> Any:
    """提交公告."""
    return call.run(review.submit, asked, _facts(call, partners, asked))


def approve(call: Call, partners: Partners, asked: Asked) -> Any:
    """公告审核通过."""
    return call.run(review.approve, asked, _facts(call, partners, asked))


def publish(call: Call, partners: Partners, notice_id: UUID) -> None:
    """发布 the continuation of an approval; runs again until it has come through.

    A rule that fails sends the notice back, as long as its lots have not moved; any other failure
    is shown with it and tried again.
    """
    due = call.read(publishing.pending, notice_id)
    if due is None:
        return
    try:
        facts = gather(call, partners, due)
        with _sent_back(call, notice_id, due, facts):
            _publish(call, partners, notice_id, due, facts)
    except Problem as problem:
        _show_failure(call, notice_id, publishing.reasons_of(problem))
        raise
    except Exception as fault:
        _show_failure(call, notice_id, type(fault).__name__)
        raise


def finish(call: Call, partners: Partners) -> None:
    """补发 what was approved and did not come out, also after its event was given up.

    One round finishes many notices, so none of them may claim the round's own key, nor be told
    what was stored for another: each is idempotent by its own state.
    """
    for notice_id in call.read(publishing.unfinished):
        try:
            publish(replace(call, claim=None), partners, notice_id)
        except Problem as problem:
            _log.warning("notice %s is still not published: %s", notice_id, problem.code)


def close(call: Call, partners: Partners, notice_id: UUID) -> None:
    """业务注销 a deleted notice frees its lots for another."""
    kind = kind_of(call.read(drafting.whose, {"id": notice_id})["kind"])
    asked = {"form_id": notice_id, "activity": kind.activity}
    partners.registry.close_activity(call, asked)


@contextmanager
def _sent_back(call: Call, notice_id: UUID, due: Asked, facts: Asked) -> Iterator[None]:
    """退回 what a rule refuses; once its effect stands there is no way back, only forward."""
    try:
        yield
    except Problem as problem:
        if problem.code not in publishing.FINAL or kind_of(due["kind"]).done(due["view"], facts):
            raise
        call.run(publishing.fall_back, notice_id, problem)


def _publish(
    call: Call, partners: Partners, notice_id: UUID, due: Asked, facts: dict[str, Any]
) -> None:
    call.read(publishing.ensure, notice_id, facts)
    verdict = plain(partners.signing.verify_pdf(call, {"pdf": due["sealed_pdf"]}))
    publishing.ensure_seal(due, verdict)
    effects.take(call, partners, notice_id, due, facts)
    record = call.run(publishing.number, notice_id, step=_stamp(call))
    portal.put_notice(call.storage, {**record, "verdict": verdict})
    call.run(publishing.publish, notice_id, record, verdict)


def _stamp(call: Call) -> str:
    """The step's name: the same for some minutes, then a new one, with the time brought up."""
    minutes = int(call.reference.clock.business_now().timestamp()) // (60 * STAMP_MINUTES)
    return f"number-{minutes}"


def _show_failure(call: Call, notice_id: UUID, why: str) -> None:
    with suppress(Problem):
        call.run(publishing.failed, notice_id, why, step=f"failed-{uuid4()}")


def _facts(call: Call, partners: Partners, asked: Asked, **newer: Any) -> dict[str, Any]:
    """``newer``: what is about to be entered, where that decides what must be asked."""
    return gather(call, partners, {**call.read(drafting.whose, asked), **newer})


def _seal_job(call: Call, asked: Asked, frozen: Asked) -> dict[str, Any]:
    return {
        "owner": "notices",
        "owner_id": asked["id"],
        "purpose": f"{frozen['label']}：{frozen['title']}"[:200],
        "user_id": call.actor.user_id,
        "org_id": call.actor.org_id,
        "session_id": call.actor.session_id,
        "seal_id": asked["seal_id"],
        "pdf": frozen["pdf"],
        "field": sealing.FIELD,
    }


def _printable(make: Any) -> Any:
    """Turn what the person can mend into findings, and a lost worker into a retry."""
    try:
        return make()
    except rendering.RenderError as fault:
        if fault.reason in UNPRINTABLE:
            finding = Finding("title", f"PDF_{fault.reason.upper()}", str(fault), str(fault))
            raise Problem("VALIDATION_FAILED", [finding]) from fault
        if fault.reason == "lost":
            raise Problem("UNAVAILABLE") from fault
        raise
