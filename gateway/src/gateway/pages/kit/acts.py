"""动作 the buttons of a page that shows something: each asks for one RPC.

A button's value is ``verb``, about what the page shows, or ``verb:row``, about a row of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from tenderhall_contracts.core import Rpc
from tenderhall_contracts.errors import Problem

from gateway.pages.kit.ask import ask
from gateway.pages.kit.forms import Posted
from gateway.pages.kit.session import Person


@dataclass(frozen=True, slots=True)
class Pressed:
    """按下的按钮 on the page of ``id`` (empty where of nothing), for one row of it or none."""

    id: str
    row: str
    posted: Posted


@dataclass(frozen=True, slots=True)
class Act:
    """动作 ``done`` is said once the service has done it, a text of the language catalogue."""

    rpc: Rpc
    done: str
    asked: Callable[[Pressed], dict[str, Any]]


def verb(posted: Posted) -> str:
    """动词 of the button that was pressed."""
    return posted.action.partition(":")[0]


async def press(
    request: Request, person: Person, posted: Posted, acts: Mapping[str, Act]
) -> tuple[str, Any]:
    """按下 what to say, and what the service answered.

    Raises:
        Problem: MALFORMED for a button that the page has not; whatever the service refuses with.
    """
    name, _, row = posted.action.partition(":")
    act = acts.get(name)
    if act is None:
        raise Problem("MALFORMED")
    asked = act.asked(Pressed(request.path_params.get("id", ""), row, posted))
    key = f"{posted.key}:{posted.action}"
    return act.done, await ask(request, act.rpc, asked, person=person, key=key)


def itself(pressed: Pressed) -> dict[str, Any]:
    """本身 what the page shows, in the version that it showed, with the reason."""
    posted = pressed.posted
    return {"id": pressed.id, "version": posted.version, "reason": posted.opinion}


def row(pressed: Pressed) -> dict[str, Any]:
    """一行 by its id."""
    return {"id": pressed.row}
