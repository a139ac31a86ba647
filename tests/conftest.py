"""The whole platform on the tests' own stack: five services, a signing host, a gateway."""

from collections.abc import Iterator

import pytest
from tenderhall_local import platform as local
from tenderhall_local.stack import Stack
from tenderhall_local.supervise import Supervisor

START = 600
"""Seconds that a test may take that has to start the platform on a busy machine."""


@pytest.fixture(scope="session")
def platform(stack: Stack) -> Iterator[local.Platform]:
    """平台 started as `make up` does it; end-to-end and browser tests share it.

    What ran before stays, so that a stack kept up by hand serves many runs.
    """
    supervisor = Supervisor(stack.layout)
    before = supervisor.pids()
    made = local.up(stack)
    yield made
    supervisor.drop([each.name for each in made.programs() if each.name not in before])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whichever test needs the platform first has to wait for it."""
    for item in items:
        if "platform" in getattr(item, "fixturenames", ()) and not item.get_closest_marker(
            "timeout"
        ):
            item.add_marker(pytest.mark.timeout(START))
