"""The whole platform on the tests' own stack: five services, a signing host, a gateway."""

from collections.abc import Iterator

import pytest
from tenderhall_local import platform as local
from tenderhall_local.stack import Stack
from tenderhall_local.supervise import Supervisor


@pytest.fixture(scope="package")
def platform(stack: Stack) -> Iterator[local.Platform]:
    """平台 started as `make up` does it."""
    made = local.up(stack)
    yield made
    Supervisor(stack.layout).drop([each.name for each in made.programs()])
