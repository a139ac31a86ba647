"""一次性链接 shown once to the administrator who asked for it.

The token stands behind ``#``: a browser sends that part to no server, so that it is in no log and
in no Referer.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.pages.kit import shown
from gateway.pages.kit.session import Person
from gateway.parts import of

PATH = "/invitation"


def show_link(
    request: Request, person: Person, made: dict[str, Any], back: tuple[str, str]
) -> Response:
    """显示链接 of an invitation that has just been made; ``back`` is the way on: name and path."""
    return shown.page(
        request,
        "desk/admin/link.html",
        person=person,
        made=made,
        link=f"{_origin(request)}{PATH}#{made['token']}",
        back=back,
    )


def _origin(request: Request) -> str:
    """Where everybody reaches us: as it is set, else as the administrator has reached us."""
    return of(request).settings.public_url or str(request.base_url).rstrip("/")
