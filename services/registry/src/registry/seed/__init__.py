"""种子数据 legal rules, calendar, policies, clock; in demo and test also members. Repeatable."""

import os
from typing import Any

from tenderhall_kit.plain import fingerprint
from tenderhall_kit.work import Work

from registry import catalogue as shipped
from registry import holidays, passwords
from registry.models import Membership, Organisation, User
from registry.rules.calendar import without_arrangement
from registry.seed import leftovers, legal_rules
from registry.seed.people import DEFAULT_PASSWORD, ORGS, PEOPLE, Org, Person, fixed_id
from registry.seed.policies import policies
from registry.store import catalogue as editions
from registry.store import reference as store
from registry.usecases import catalogue, reference

DEMO_SOURCE = "演示数据：仅供演示与测试，不是国务院办公厅通知"


def run(work: Work) -> dict[str, Any]:
    """种入 what is missing; nothing that an administrator has changed is overwritten."""
    if work.settings.production:
        leftovers.refuse(work.session)
    store.put_clock(work.session, work.real_now)
    before = _content(work)
    for row in legal_rules.rows():
        store.put_rule(work.session, row)
    for name, value in policies(production=work.settings.production).items():
        store.put_policy(work.session, name, value)
    _calendar(work)
    _catalogue(work)
    if not work.settings.production:
        _members(work)
    if store.version(work.session) and _content(work) == before:
        return {"version": store.version(work.session), "changed": False}
    return reference.tell(work) | {"changed": True}


def _content(work: Work) -> str:
    return fingerprint(reference.get_reference(work) | {"version": 0})


def _calendar(work: Work) -> None:
    there = store.official_years(work.session)
    for year in holidays.known_years():
        if year not in there:
            _put_year(work, year, holidays.published(year) or {}, holidays.SOURCE, demo=False)
    if work.settings.production:
        return
    for year in (work.now.year, work.now.year + 1):
        if year not in store.official_years(work.session):
            _put_year(work, year, without_arrangement(year), DEMO_SOURCE, demo=True)


def _catalogue(work: Work) -> None:
    """The shipped edition, where a centre has loaded none of its own."""
    if not editions.any_edition(work.session):
        told = {"name": shipped.NAME, "effective_from": shipped.EFFECTIVE_FROM}
        catalogue.keep(work, told, shipped.entries(), by=shipped.NAME)


def _put_year(work: Work, year: int, days: Any, source: str, *, demo: bool) -> None:
    by, at = work.actor.user_id, work.real_now
    store.put_year(work.session, year, days, source=source, by=by, at=at, demo=demo)


def _members(work: Work) -> None:
    password = os.environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
    for org in ORGS:
        _put_org(work, org)
    for person in PEOPLE:
        _put_person(work, person, password)


def _put_org(work: Work, org: Org) -> None:
    values = org._asdict()
    values.pop("label")
    work.session.merge(Organisation(id=fixed_id(org.label), active=True, **values))


def _put_person(work: Work, person: Person, password: str) -> None:
    user_id = fixed_id(person.login)
    user = work.session.get(User, user_id)
    if user is None:
        user = User(id=user_id, login=person.login, name=person.name, password_hash="")
        work.session.add(user)
    if not user.password_hash or not passwords.matches(user.password_hash, password):
        user.password_hash = passwords.hash_of(password)
    work.session.flush()
    work.session.merge(
        Membership(
            id=fixed_id(f"{person.login}@{person.org}"),
            user_id=user_id,
            org_id=fixed_id(person.org),
            role=person.role.value,
            active=True,
        )
    )
