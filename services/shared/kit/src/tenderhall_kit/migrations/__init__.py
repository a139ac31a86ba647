"""迁移环境 the one alembic environment, run by ``tenderhall_kit.migrate``."""
