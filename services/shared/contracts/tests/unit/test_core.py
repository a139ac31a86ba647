"""Declaring what a service promises."""

import pytest
from marshmallow import EXCLUDE, RAISE, ValidationError, fields
from tenderhall_contracts.catalogue import SERVICES, find_event, find_rpc
from tenderhall_contracts.common import ObjectRef
from tenderhall_contracts.core import (
    COMMAND,
    EVERYONE,
    PEOPLE,
    QUERY,
    Done,
    Gives,
    Nothing,
    Role,
    Service,
    Takes,
)

LONG = {"verify_audit": 120, "check_audit": 130}
"""Reviewed: they read a whole audit log, row by row."""

OF_OTHERS = {"invite_user", "list_users", "grant_membership"}
"""Reviewed: the role that they take is another person's, not that of who asks."""


def test_the_catalogue_holds_the_five_services() -> None:
    assert list(SERVICES) == ["registry", "venue", "documents", "notices", "signing"]
    assert all(one.name == name and one.title for name, one in SERVICES.items())


def test_an_rpc_is_found_by_name_and_nothing_else_is() -> None:
    found = find_rpc("venue", "create_booking")
    assert found is not None
    assert (found.owner, found.name, found.routing_key) == (
        "venue",
        "create_booking",
        "venue.create_booking",
    )
    assert find_rpc("venue", "no_such") is None
    assert find_rpc("nobody", "create_booking") is None


def test_an_event_is_found_by_name_and_knows_its_exchange() -> None:
    found = find_event("notice.published")
    assert found is not None
    assert found.exchange == "notices.events"
    assert find_event("no.such") is None


def test_a_name_is_declared_once() -> None:
    service = Service("s", "试")
    declared = {"title": "试", "kind": QUERY, "takes": Nothing, "gives": Done, "roles": PEOPLE}
    service.rpc("ask", **declared)
    with pytest.raises(ValueError, match=r"s\.ask"):
        service.rpc("ask", **declared)
    service.event("s.happened", version=1, carries=Done)
    with pytest.raises(ValueError, match=r"s\.happened"):
        service.event("s.happened", version=2, carries=Done)
    assert [one.name for one in service] == ["ask"]


def test_what_only_services_may_ask_is_not_exposed() -> None:
    service = Service("s", "试")
    declared = {"title": "试", "kind": COMMAND, "takes": Nothing, "gives": Done}
    assert not service.rpc("inner", roles={Role.SERVICE}, **declared).exposed
    assert service.rpc("outer", roles={Role.SERVICE, Role.ADMIN}, **declared).exposed
    assert service.rpc("open", roles=EVERYONE, **declared).exposed


def test_inputs_are_strict_and_outputs_tolerant() -> None:
    class Asked(Takes):
        name = fields.String()

    class Told(Gives):
        name = fields.String()

    with pytest.raises(ValidationError) as caught:
        Asked().load({"name": "一", "strange": 1})
    assert list(caught.value.messages) == ["strange"]
    assert Told().load({"name": "一", "newer": 1}) == {"name": "一"}


RPCS = [rpc for service in SERVICES.values() for rpc in service]


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.routing_key)
def test_every_rpc_has_a_title_roles_a_deadline_and_a_strict_input(rpc) -> None:  # noqa: ANN001
    assert rpc.title
    assert rpc.roles
    assert 0 < rpc.timeout <= LONG.get(rpc.name, 60)
    assert rpc.takes().unknown == RAISE
    assert rpc.gives().unknown == EXCLUDE
    asked = {"actor", "org"} if rpc.name in OF_OTHERS else {"actor", "org", "role"}
    assert set(rpc.takes().fields).isdisjoint(asked), "who asks is in the token"


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.routing_key)
def test_nested_inputs_are_strict_too(rpc) -> None:  # noqa: ANN001
    def nested(field: fields.Field):  # noqa: ANN202 — yields
        if isinstance(field, fields.List):
            yield from nested(field.inner)
        if isinstance(field, fields.Nested):
            yield field
            for one in field.schema.fields.values():
                yield from nested(one)

    for name, field in rpc.takes().fields.items():
        for one in nested(field):
            told = type(one.schema) is ObjectRef  # handed on as another service told it
            assert told or (one.unknown or one.schema.unknown) == RAISE, name
