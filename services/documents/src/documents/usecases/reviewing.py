"""审核招标文件 by the centre, where the policy wants it (domain §5.0, §6 C3)."""

from collections.abc import Mapping
from typing import Any

from tenderhall_contracts import documents as promises
from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.workflow import TENDER_DOCUMENT, Action, State, step
from tenderhall_kit.work import Work

from documents import store
from documents.models import TenderDocument
from documents.rules import tender as rules
from documents.usecases import tender
from documents.usecases.telling import show

Form = Mapping[str, Any]
Told = Mapping[str, Any]


def awaiting(work: Work, form: Form) -> dict[str, Any] | None:
    """可否审核通过 gives what to ask registry; None where it does not wait in that version."""
    found = store.find_tender(work.session, form["id"], None)
    if not found or (found.state, found.version) != (State.PENDING, form["version"]):
        return None
    return tender.asked_of(found, work.settings.service)


def approve(
    work: Work, form: Form, opened: Told | None, told: Told | None = None
) -> dict[str, Any]:
    """审核通过 preconditions and rules are looked at again, now.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, FORBIDDEN_ROLE; and what
            ``tender.ensure_lawful`` raises.
    """
    found = _submitted(work, form)
    state = step(TENDER_DOCUMENT, State(found.state), Action.APPROVE, work.actor.role)
    if opened is None:  # it came to wait in this version after registry could be asked
        raise Problem("STATE_CONFLICT", state=found.state)
    tender.ensure_lawful(work, found, form, opened, told)
    found.approved_by, opinion = work.actor.user_id, form.get("opinion")
    tender.move(work, found, Action.APPROVE, state, opinion=opinion)
    tender.tell(work, promises.tender_document_approved, found, State.PENDING, opinion)
    tender.take_effect(work, found)
    return show(work, found)


def reject(work: Work, form: Form) -> dict[str, Any]:
    """审核不通过 with the reason.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, FORBIDDEN_ROLE; VALIDATION_FAILED
            without opinion.
    """
    found = _submitted(work, form)
    state = step(TENDER_DOCUMENT, State(found.state), Action.REJECT, work.actor.role)
    invalid(rules.opinion_given(form.get("opinion")))
    tender.move(work, found, Action.REJECT, state, opinion=form["opinion"])
    tender.tell(work, promises.tender_document_rejected, found, State.PENDING, form["opinion"])
    return show(work, found)


def _submitted(work: Work, form: Form) -> TenderDocument:
    """What has been handed in, locked; nobody decides on a form of the own organisation."""
    found = store.find_tender(work.session, form["id"], None, lock=True)
    if found is None or found.state == State.DRAFT:
        raise Problem("NOT_FOUND")
    if str(found.agency_id) == work.actor.org_id:
        raise Problem("FORBIDDEN_ROLE", role=work.actor.role.value)
    if found.version != form["version"]:
        raise Problem("VERSION_CONFLICT", version=found.version)
    return found
