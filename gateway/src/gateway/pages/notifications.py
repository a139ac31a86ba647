"""通知 what a person was told of, and how much of it is unread."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts.registry import my_notifications, read_notifications

from gateway.pages.kit import answers, forms, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say
from gateway.pages.kit.session import Person

LIST = "/desk/notifications"


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """我的通知 the newest first."""
    listing = tables.listing(request)
    found = await ask(request, my_notifications, listing.payload, person=person)
    return shown.page(
        request,
        "desk/notifications.html",
        person=person,
        found=found,
        listing=listing,
        paths=words.PATHS,
    )


@person_page()
async def show_count(request: Request, person: Person) -> Response:
    """未读数 for the bell."""
    found = await ask(request, my_notifications, {"limit": 1}, person=person)
    return shown.fragment("desk/unread.html", unread=found["unread"])


@person_page()
async def read_all(request: Request, person: Person) -> Response:
    """全部标为已读."""
    posted = await forms.posted(request)
    await ask(request, read_notifications, {}, person=person, key=posted.key)
    return answers.go(request, LIST, answers.done(say("已全部标为已读")))


def routes() -> list[BaseRoute]:
    """路由 of notifications."""
    return [
        Route(LIST, show_list),
        Route(LIST, read_all, methods=["POST"]),
        Route(f"{LIST}/count", show_count),
    ]
