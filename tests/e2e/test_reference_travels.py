"""Reference data travel from registry to another service: at its start, and with each change."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import NullPool, create_engine, text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import environment, until


def test_a_service_asks_for_reference_data_at_its_start_and_hears_of_changes(
    running: Callable[..., Any],
    database: Callable[[str], str],
    service_env: Callable[[str, str], dict[str, str]],
    actor: Callable[..., Actor],
    bus: Bus,
) -> None:
    env = environment(service_env("registry", database("registry")))
    subprocess.run([sys.executable, "-m", "registry.seed"], env=env, check=True)
    engine = create_engine(database("venue"), poolclass=NullPool)

    def known() -> int:
        with engine.connect() as connection:
            return connection.scalar(text("SELECT version FROM kit_reference")) or 0

    with running("venue"), running("registry"):
        until(known)
        first = known()
        told = bus.call(
            contracts.confirm_year, {"year": 2025, "source": "国办发明电"}, actor(Role.ADMIN)
        )
        assert told["version"] > first
        until(lambda: known() == told["version"])
