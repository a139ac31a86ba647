"""Stacks must not share a port."""

from dataclasses import astuple

import pytest
from tenderhall_local.ports import HEALTH_OFFSETS, health_port, listening, ports_at


def test_the_ports_lie_where_the_design_says() -> None:
    ports = ports_at(18000)
    assert (ports.gateway, ports.amqp, ports.management) == (18000, 18001, 18002)
    assert (ports.epmd, ports.erlang, ports.postgres, ports.s3) == (18003, 18004, 18005, 18006)
    assert ports.pki == 18010


def test_no_two_programs_of_a_stack_share_a_port() -> None:
    taken = list(astuple(ports_at(18000)))
    taken += [health_port(18000, name, replica) for name in HEALTH_OFFSETS for replica in range(3)]
    assert len(set(taken)) == len(taken)


def test_stacks_a_thousand_apart_share_no_port() -> None:
    low, high = set(astuple(ports_at(18000))), set(astuple(ports_at(19000)))
    assert not low & high
    assert max(low) - min(low) < 100


@pytest.mark.parametrize("base", [80, 65000])
def test_a_base_without_room_is_refused(base: int) -> None:
    with pytest.raises(ValueError, match="port base"):
        ports_at(base)


def test_a_port_where_nobody_listens_is_free() -> None:
    assert not listening(1)
