"""业务页面路由 what people work with once they have logged in."""

from starlette.routing import BaseRoute, Route

from gateway.pages import (
    account,
    accounts,
    audits,
    bookings,
    catalogue,
    exceptions,
    files,
    findings,
    home,
    inbound,
    invitation,
    law_calendar,
    law_policies,
    law_rules,
    login,
    notices,
    notifications,
    organisations,
    people,
    project_list,
    project_versions,
    projects,
    queue,
    review,
    rooms,
    suppliers,
    tender_documents,
)
from gateway.pages.kit import autosave, lang


def desk() -> list[BaseRoute]:
    """全部业务页面."""
    return [
        Route("/lang/{code}", lang.choose),
        *login.routes(),
        *invitation.routes(),
        *account.routes(),
        *home.routes(),
        *files.routes(),
        Route("/desk/session", autosave.show_session),
        *project_list.routes(),
        *project_versions.routes(),
        *catalogue.routes(),
        *suppliers.routes(),
        *accounts.routes(),
        *inbound.routes(),
        *projects.routes(),
        *bookings.routes(),
        *rooms.routes(),
        *tender_documents.routes(),
        *notices.routes(),
        *exceptions.routes(),
        *queue.routes(),
        *review.routes(),
        *notifications.routes(),
        *organisations.routes(),
        *people.routes(),
        *law_calendar.routes(),
        *law_rules.routes(),
        *law_policies.routes(),
        *findings.routes(),
        *audits.routes(),
    ]
