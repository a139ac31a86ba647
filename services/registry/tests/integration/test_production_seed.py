"""The seed of a production database: law and calendar, but nothing of the demo."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from registry import seed
from registry.usecases import reference
from sqlalchemy import text
from tenderhall_contracts.errors import Problem
from tenderhall_kit import database as databases
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.settings import SettingsError
from tenderhall_kit.testprocess import environment


def test_production_gets_no_demo_members_no_demo_year_and_no_sealing_by_pin_alone(
    database: Callable[[str], str], settings_for: Callable[[str, str], Any]
) -> None:
    settings = replace(settings_for("registry", database("registry")), env="production")
    engine = databases.engine(settings)
    call = Call(Kit(settings, engine), service_actor("registry"), "seed")
    with pytest.raises(Problem, match="UNAVAILABLE"):
        call.run(reference.get_reference)
    call.run(seed.run)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM app_user")) == 0
        assert connection.scalar(text("SELECT count(*) FROM calendar_year WHERE demo")) == 0
        assert connection.scalar(text("SELECT count(*) FROM legal_rule WHERE value = 20")) == 1
        seal = text("SELECT value FROM policy WHERE name = 'seal.auth'")
        assert connection.scalar(seal) == "ca"
    engine.dispose()


def test_production_does_not_begin_on_what_a_demo_left(
    database: Callable[[str], str], settings_for: Callable[[str, str], Any]
) -> None:
    settings = settings_for("registry", database("registry"))
    engine = databases.engine(settings)
    Call(Kit(settings, engine), service_actor("registry"), "demo").run(seed.run)
    with engine.begin() as connection:
        connection.execute(text("UPDATE policy SET value = 'pin_only' WHERE name = 'seal.auth'"))
        connection.execute(text("UPDATE clock SET business_epoch = business_epoch + '40 d'"))
    real = Call(
        Kit(replace(settings, env="production"), engine), service_actor("registry"), "again"
    )
    with pytest.raises(
        SettingsError, match=r"seal\.auth = pin_only.*clock moved by 40 days.*user clerk-a"
    ):
        real.run(seed.run)
    engine.dispose()


def test_the_seed_is_a_command_that_can_be_repeated(
    database: Callable[[str], str], service_env: Callable[[str, str], dict[str, str]]
) -> None:
    env = environment(service_env("registry", database("registry")))
    words = [sys.executable, "-m", "registry.seed"]
    told = [
        subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout  # noqa: S603 — our own module
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert "registry seeded" in told[0]
