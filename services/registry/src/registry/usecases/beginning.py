"""首位管理员 where nobody can log in yet, a link for the one who then invites everybody else."""

from typing import Any

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import InviteUser, OrganisationIn, OrgKind
from tenderhall_kit.work import Work

from registry.store import organisations as store
from registry.store import people
from registry.usecases import invitations, organisations


def invite_first(work: Work, centre: dict[str, Any], person: dict[str, Any]) -> dict[str, Any]:
    """邀请首位管理员 of the centre, which is made where it is not there; again ends the first link.

    Raises:
        Problem: STATE_CONFLICT where there is an administrator, who invites on the pages.
        ValidationError: where a name or the code breaks its rule.
    """
    if people.lock_administrators(work.session):
        raise Problem("STATE_CONFLICT", state="administered")
    told = OrganisationIn().load({**centre, "kind": OrgKind.CENTRE.value})
    org = store.with_code(work.session, told["uscc"])
    org_id = org.id if org else organisations.create_organisation(work, told)["id"]
    asked = {**person, "org_id": str(org_id), "role": Role.ADMIN.value}
    return invitations.invite_user(work, InviteUser().load(asked))
