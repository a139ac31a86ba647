"""审核 one page where a form of any kind is approved or rejected (domain §5.0)."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents, notices, registry, venue
from tenderhall_contracts.core import CENTRE, Role, Rpc
from tenderhall_contracts.errors import Finding, Problem

from gateway.pages import exception_notices
from gateway.pages.kit import answers, flash, forms, shown, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

QUEUE, REVIEW = "/desk/queue", "/desk/review"


@dataclass(frozen=True, slots=True)
class Kind:
    """审核对象 one kind of form: what it is called in its template, and its RPCs.

    ``adds`` is what a step sends besides, where one RPC takes both decisions.
    """

    name: str
    get: Rpc
    steps: Mapping[str, Rpc]
    template: str
    adds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "project": Kind(
        "project",
        registry.get_project,
        {"approve": registry.approve_project, "reject": registry.reject_project},
        "desk/review/project.html",
    ),
    "booking": Kind(
        "booking",
        venue.get_booking,
        {"approve": venue.approve_booking, "reject": venue.reject_booking},
        "desk/review/booking.html",
    ),
    "tender_document": Kind(
        "tender_document",
        documents.get_tender_document,
        {"approve": documents.approve_tender_document, "reject": documents.reject_tender_document},
        "desk/review/tender_document.html",
    ),
    "clarification": Kind(
        "clarification",
        documents.get_clarification,
        {"approve": documents.approve_clarification, "reject": documents.reject_clarification},
        "desk/review/clarification.html",
    ),
    "notice": Kind(
        "notice",
        notices.get_notice,
        {"approve": notices.approve_notice, "reject": notices.reject_notice},
        "desk/review/notice.html",
    ),
    "exception": Kind(
        "exception",
        registry.get_exception,
        {"approve": registry.approve_exception, "reject": registry.reject_exception},
        "desk/review/exception.html",
    ),
    "swap": Kind(
        "swap",
        venue.get_swap,
        {"approve": venue.decide_swap, "reject": venue.decide_swap},
        "desk/review/swap.html",
        {"approve": {"agree": True}, "reject": {"agree": False}},
    ),
}
"""招标文件 and 答疑文件 come here only where the policy wants them reviewed (domain §6 C3, C5)."""

_SAID = {"approve": N_("已审核通过"), "reject": N_("已退回代理机构修改")}


@person_page(*CENTRE)
async def show(request: Request, person: Person) -> Response:
    """审核页 the form read-only, what changed, what the rules say, and the decision."""
    form = await _form(request, person)
    return await _page(request, person, form, forms.Sheet())


@person_page(Role.REVIEWER)
async def decide(request: Request, person: Person) -> Response:
    """审核通过、审核不通过 then the next one that waits."""
    posted, kind = await forms.posted(request), _kind(request)
    rpc = kind.steps.get(posted.action)
    if rpc is None:
        raise Problem("MALFORMED")
    command: dict[str, Any] = {"id": request.path_params["id"], "version": posted.version}
    command |= kind.adds.get(posted.action, {})
    if posted.opinion:
        command["opinion"] = posted.opinion
    if posted.overrides and "overrides" in rpc.takes().fields:
        command["overrides"] = posted.overrides
    try:
        ensure_free(await _item(request, person), person)
        key = f"{posted.key}:{rpc.name}:{posted.action}"
        await ask(request, rpc, command, person=person, key=key)
    except Problem as problem:
        form = await _form(request, person)
        return await _page(request, person, form, posted.sheet(problem), problem)
    return answers.go(request, QUEUE, await _next(request, person, say(_SAID[posted.action])))


async def _next(request: Request, person: Person, text: str) -> flash.Flash:
    """What was done, and a link to the form that has waited longest."""
    found = await ask(request, registry.review_queue, {"limit": 2}, person=person)
    here = request.path_params["id"]
    for one in found["items"]:
        if one["form_id"] != here and one["form_type"] in KINDS:
            where = f"{REVIEW}/{one['form_type']}/{one['form_id']}"
            return flash.Flash("success", text, where, say("审核下一项"))
    return answers.done(text)


async def waiting(
    request: Request, person: Person, kind: str, form_id: str
) -> dict[str, Any] | None:
    """待审核事项 of a form; None where it does not wait, or the queue has not heard of it yet."""
    asked = {"form_type": kind, "form_id": form_id, "limit": 1}
    found = await ask(request, registry.review_queue, asked, person=person)
    return next(iter(found["items"]), None)


def ensure_free(item: Mapping[str, Any] | None, person: Person) -> None:
    """要求 that no other reviewer has it in hand.

    Raises:
        Problem: STATE_CONFLICT naming who has.
    """
    if item and item["assignee_id"] and item["assignee_id"] != person.actor.sub:
        name = item["assignee_name"]
        zh, en = f"{name}已领取此事项，请先由其退回或转交", f"{name} has taken this"
        raise Problem("STATE_CONFLICT", [Finding("assignee", "TAKEN", zh, en)], assignee=name)


def _item(request: Request, person: Person) -> Awaitable[dict[str, Any] | None]:
    return waiting(request, person, request.path_params["kind"], request.path_params["id"])


def _kind(request: Request) -> Kind:
    found = KINDS.get(request.path_params["kind"])
    if found is None:
        raise Problem("NOT_FOUND")
    return found


async def _form(request: Request, person: Person) -> dict[str, Any]:
    wanted = {"id": request.path_params["id"]}
    form: dict[str, Any] = await ask(request, _kind(request).get, wanted, person=person)
    return form


async def _page(
    request: Request,
    person: Person,
    form: dict[str, Any],
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    kind = _kind(request)
    title, menu_path = words.KINDS[kind.name]
    item = await _item(request, person)
    beside = {}
    if kind.name == "exception":
        beside = await exception_notices.under_review(request, person, form)
    others = await ask(request, registry.list_reviewers, {}, person=person) if item else {}
    return shown.page(
        request,
        kind.template,
        person=person,
        status=problem.family.status if problem else 200,
        form=form,
        kind=kind.name,
        kind_title=say(title),
        own_page=f"{menu_path}/{form['id']}",
        sheet=sheet,
        problem=shown.told(problem),
        item=item,
        mine=item is not None and item["assignee_id"] == person.actor.sub,
        reviewers=[one for one in others.get("items", []) if one["user_id"] != person.actor.sub],
        **beside,
        **{kind.name: form},
    )


def routes() -> list[BaseRoute]:
    """路由 of the review page."""
    return [
        Route(f"{REVIEW}/{{kind}}/{{id}}", show),
        Route(f"{REVIEW}/{{kind}}/{{id}}", decide, methods=["POST"]),
    ]
