"""审计核验 every service's signed head, and a verdict on its chain when it is asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import answers, flash, forms, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say, title
from gateway.pages.kit.session import Person

PATH = "/desk/audit"
_LOOKERS = (Role.ADMIN, Role.SUPERVISOR)
_STALE = timedelta(hours=26)
"""registry verifies every service daily, and tries again hourly: what is older is told."""

Audited = dict[str, Any]


@person_page(*_LOOKERS)
async def show(request: Request, person: Person) -> Response:
    """审计总览 also a service that has told nothing yet."""
    found = await ask(request, registry.list_audits, {}, person=person)
    return shown.page(
        request, "desk/law/audit.html", person=person, audited=found["items"], look=look
    )


@person_page(*_LOOKERS)
async def check(request: Request, person: Person) -> Response:
    """立即核验 one service or all; what does not answer is told, and the others are asked."""
    posted = await forms.posted(request)
    asked = [posted.action] if posted.action in registry.AUDITED else registry.AUDITED
    told = [await _checked(request, person, one, posted.key) for one in asked]
    return answers.go(request, PATH, *told)


async def _checked(request: Request, person: Person, service: str, key: str) -> flash.Flash:
    payload = {"service": service}
    try:
        done = await ask(
            request, registry.check_audit, payload, person=person, key=f"{key}:{service}"
        )
    except Problem as problem:
        said = say("{service}未能核验：{why}")
        return answers.failed(said.format(service=service, why=title(problem)))
    if done["ok"]:
        return answers.done(say("{service}完整").format(service=service))
    return answers.failed(say("{service}发现异常，见下").format(service=service))


def look(one: Audited) -> tuple[str, str]:
    """结论 of one service: the look and the words; what is not known is never green."""
    checked = one["check"]
    if checked is None:
        return "draft", say("尚未核验")
    if not checked["ok"]:
        return "failed", say("发现{n}处异常").format(n=checked["total"])
    if datetime.now(UTC) - datetime.fromisoformat(checked["at"]) > _STALE:
        return "pending", say("超过一天未核验")
    if checked["waiting"]:
        return "pending", say("已链接的完整，另有{n}行待链接").format(n=checked["waiting"])
    return "approved", say("完整")


def routes() -> list[BaseRoute]:
    """路由 of the audit."""
    return [Route(PATH, show), Route(PATH, check, methods=["POST"])]
