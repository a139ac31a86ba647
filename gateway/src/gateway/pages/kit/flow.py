"""办理 what the pages of every form do alike: save, then the step that the button asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.core import Rpc
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import answers
from gateway.pages.kit.ask import ask
from gateway.pages.kit.forms import Posted, Sheet, of
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

SAID: Mapping[str, str] = {
    "save": N_("已保存"),
    "submit": N_("已提交，等待交易中心审核"),
    "withdraw": N_("已撤回，可以修改后再提交"),
    "delete": N_("已删除"),
}
"""What a page says after a step that succeeded."""

WITH_CONTENT = frozenset({"save", "submit", "wait", "write"})
"""Buttons that send the form's content; the others act on the form as it is kept."""

Form = dict[str, Any]


class Refused(Exception):  # noqa: N818 — as Problem: an answer, not a fault
    """被拒绝 the problem, and the id of the form where there is one by now.

    A new form may have been kept before its next step was refused: the page goes on with that
    one, or pressing again would make a second.
    """

    def __init__(self, problem: Problem, form_id: str | None) -> None:
        """``form_id`` is None where nothing has been kept yet."""
        self.problem = problem
        self.form_id = form_id
        super().__init__(problem.code)


@dataclass(frozen=True, slots=True)
class Flow:
    """办理流程 of one kind of form; ``steps`` are the RPCs behind its other buttons.

    ``sheet`` fills a form's fields with what is kept, ``ready`` makes of what was typed what is
    sent (it may refuse): both for forms whose fields are not those of the RPCs. ``leads`` are the
    pages that steps lead to, where it is not the form's own.
    """

    path: str
    get: Rpc
    create: Rpc
    save: Rpc
    steps: Mapping[str, Rpc]
    said: Mapping[str, str] = field(default_factory=lambda: SAID)
    sheet: Callable[[Form], Sheet] = of
    ready: Callable[[Posted], Posted] = lambda posted: posted
    leads: Mapping[str, str] = field(default_factory=dict)

    async def load(self, request: Request, person: Person, form_id: str | None = None) -> Form:
        """读取 the form that the page's address names, or this one.

        Raises:
            Problem: NOT_FOUND.
        """
        wanted = {"id": form_id or request.path_params["id"]}
        form: Form = await ask(request, self.get, wanted, person=person)
        return form

    async def press(
        self, request: Request, person: Person, posted: Posted, form: Form | None
    ) -> Response:
        """按下按钮 what was typed is saved first; ``form`` is None for one that is new.

        Every command has a key of its own, made from the page's: pressing twice is asking once,
        and a step that is refused leaves what was saved.

        Raises:
            Refused: whatever the services refuse with.
        """
        at: Form = {"id": form["id"], "version": posted.version} if form else {}
        try:
            if posted.action in WITH_CONTENT or form is None:
                at = await self.keep(request, person, posted, form)
            if posted.action in self.steps:
                await self.take_step(request, person, posted, at)
        except Problem as problem:
            raise Refused(problem, at.get("id")) from None
        gone = posted.action == "delete"
        led = self.leads.get(posted.action, self.path)
        where = self.path if gone else f"{led}/{at['id']}"
        return answers.go(request, where, answers.done(say(self.said[posted.action])))

    async def keep(
        self, request: Request, person: Person, posted: Posted, form: Form | None
    ) -> Form:
        """修改保存 create or save.

        Raises:
            Problem: whatever the services refuse with.
        """
        rpc = self.save if form else self.create
        command = self.ready(posted).payload(rpc.takes)
        if form:
            command |= {"id": form["id"], "version": posted.version}
        key = f"{posted.key}:{rpc.name}"
        kept: Form = await ask(request, rpc, command, person=person, key=key)
        return kept

    async def take_step(self, request: Request, person: Person, posted: Posted, at: Form) -> None:
        """办理一步 submit, withdraw, delete, approve, reject.

        Raises:
            Problem: whatever the services refuse with.
        """
        rpc = self.steps[posted.action]
        command: Form = {"id": at["id"], "version": at["version"]}
        if posted.opinion and "opinion" in rpc.takes().fields:
            command["opinion"] = posted.opinion
        if posted.overrides and "overrides" in rpc.takes().fields:
            command["overrides"] = posted.overrides
        await ask(request, rpc, command, person=person, key=f"{posted.key}:{rpc.name}")
