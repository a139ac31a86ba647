"""The tables come and go, and are what the models say."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from tenderhall_kit import migrate


@pytest.fixture
def empty(stack: Any) -> Iterator[str]:
    url = stack.create_database(f"t_documents_{uuid4().hex[:12]}", "tester")
    yield url
    stack.drop_database(url.rpartition("/")[2])


def test_the_migrations_go_up_down_and_up_and_agree_with_the_models(empty: str) -> None:
    migrate.up("documents", empty)
    migrate.check("documents", empty)
    migrate.down("documents", empty)
    migrate.up("documents", empty)
    migrate.check("documents", empty)
