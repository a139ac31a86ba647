"""The seed of a production database: law and calendar, but nothing of the demo."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from registry import seed
from sqlalchemy import text
from tenderhall_kit import database as databases
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call, Kit


def test_production_gets_no_demo_members_no_demo_year_and_no_sealing_by_pin_alone(
    database: Callable[[str], str], settings_for: Callable[[str, str], Any]
) -> None:
    settings = replace(settings_for("registry", database("registry")), env="production")
    engine = databases.engine(settings)
    Call(Kit(settings, engine), service_actor("registry"), "seed").run(seed.run)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM app_user")) == 0
        assert connection.scalar(text("SELECT count(*) FROM calendar_year WHERE demo")) == 0
        assert connection.scalar(text("SELECT count(*) FROM legal_rule WHERE value = 20")) == 1
        seal = text("SELECT value FROM policy WHERE name = 'seal.auth'")
        assert connection.scalar(seal) == "ca"
    engine.dispose()
