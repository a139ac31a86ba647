"""The whole platform on the tests' own stack: five services, a signing host, a gateway."""

from collections.abc import Iterator

import pytest
from tenderhall_local import platform as local
from tenderhall_local.stack import Stack
from tenderhall_local.supervise import Supervisor

START = 300
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Starting a platform takes long: in a parallel run all its tests go to one worker."""
    for item in items:
        if "platform" in getattr(item, "fixturenames", ()):
            crashing = "resilience" in item.path.parts  # these run on a platform of their own
            item.add_marker(pytest.mark.xdist_group("resilience" if crashing else "platform"))
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(START))
