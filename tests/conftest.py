"""The whole platform on the tests' own stack: five services, a signing host, a gateway."""

from collections.abc import Generator, Iterator

import pytest
from tenderhall_local import platform as local
from tenderhall_local.stack import Stack
from tenderhall_local.supervise import Supervisor

START = 600
"""Seconds that a test may take that has to start the platform on a busy machine."""
_STARTING = pytest.StashKey[bool]()


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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Whichever test needs the platform first has to wait for it; later ones have no excuse."""
    if "platform" in getattr(item, "fixturenames", ()) and _STARTING not in item.session.stash:
        item.session.stash[_STARTING] = True
        item.add_marker(pytest.mark.timeout(START))
    return (yield)
