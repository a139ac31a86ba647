"""迁移环境 the one alembic environment of all services."""

import importlib

import sqlalchemy
from alembic import context
from sqlalchemy import MetaData, text

from tenderhall_kit.tables import KitBase


def metadata(service: str) -> list[MetaData]:
    """The kit's tables and the service's own models."""
    models = importlib.import_module(f"{service}.models")
    base = getattr(models, "Base", None)
    return [KitBase.metadata] + ([base.metadata] if base is not None else [])


def run() -> None:
    """Migrate under an advisory lock, each revision in its own transaction."""
    attributes = context.config.attributes
    engine = sqlalchemy.create_engine(
        attributes["url"],
        poolclass=sqlalchemy.NullPool,
        connect_args={"options": "-c lock_timeout=4000 -c timezone=Asia/Shanghai"},
    )
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_lock(hashtext('alembic'))"))
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata(attributes["service"]),
            transaction_per_migration=True,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
