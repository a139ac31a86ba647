"""Registry's tables: the migration goes up, down and up again, and makes what the models say."""

from collections.abc import Callable

from sqlalchemy import create_engine, inspect
from tenderhall_kit import migrate


def test_the_migration_goes_both_ways_and_agrees_with_the_models(
    database: Callable[[str], str],
) -> None:
    url = database("registry")
    migrate.check("registry", url)
    migrate.down("registry", url)
    engine = create_engine(url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    engine.dispose()
    migrate.up("registry", url)
    migrate.check("registry", url)
