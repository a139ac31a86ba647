import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor

SAMPLE = str(Path(__file__).parent / "sample")
sys.path.insert(0, SAMPLE)
os.environ["PYTHONPATH"] = SAMPLE


@pytest.fixture(scope="module")
def fail_flag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """While this file exists, the sample's handler fails on notes that start with "fail"."""
    return tmp_path_factory.mktemp("flags") / "fail"


@pytest.fixture(scope="session")
def clerk() -> Actor:
    return Actor(str(uuid4()), Role.CLERK, org_id=str(uuid4()))


@pytest.fixture
def rows(database: Callable[[str], str]) -> Iterator[Callable[..., list[Any]]]:
    """``rows("SELECT ...", name=value)`` on the sample's database."""
    from sqlalchemy import NullPool, create_engine, text  # noqa: PLC0415 — not for unit tests

    engine = create_engine(database("sample"), poolclass=NullPool)

    def ask(query: str, **values: Any) -> list[Any]:
        with engine.begin() as connection:
            done = connection.execute(text(query), values)
            return list(done) if done.returns_rows else []

    return ask


@pytest.fixture
def times_heard(rows: Callable[..., list[Any]]) -> Callable[..., int]:
    """How often the effect of a note's event ran, and of what the handler then asked for."""

    def ask(said: str) -> tuple[int, int]:
        query = "SELECT count(*) FROM heard WHERE text = :said AND kind = :kind"
        return (
            rows(query, said=said, kind="event")[0][0],
            rows(query, said=said, kind="echo")[0][0],
        )

    return ask
