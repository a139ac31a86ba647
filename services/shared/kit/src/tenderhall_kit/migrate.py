"""迁移 bring a service's database to its newest shape: a step of its own, not a replica's.

``python -m tenderhall_kit.migrate <service> up|down|check|new <title>``

One runner at a time (advisory lock); a migration that must wait for a lock gives up after 4 s, so
that it never queues all traffic behind itself. ``DATABASE_URL`` names the database.
"""

import argparse
import importlib
import os
import sys
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from tenderhall_kit.clock import SHANGHAI

_HERE = Path(__file__).parent / "migrations"


def folder(service: str) -> Path:
    """迁移目录 a service's ``migrations``: ``<package>.MIGRATIONS`` or in its source tree."""
    told = getattr(importlib.import_module(service), "MIGRATIONS", None)
    if told:
        return Path(told)
    spec = find_spec(service)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(service)
    return Path(spec.origin).parents[2] / "migrations"


def config(service: str, url: str) -> Config:
    """配置 alembic's configuration: the kit's one env.py, the service's own versions."""
    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.set_main_option("version_locations", str(folder(service) / "versions"))
    made.set_main_option("path_separator", "newline")
    made.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    made.attributes.update(service=service, url=url)
    return made


def up(service: str, url: str) -> None:
    """升级 to the newest revision."""
    command.upgrade(config(service, url), "head")


def down(service: str, url: str) -> None:
    """降级 to the empty database."""
    command.downgrade(config(service, url), "base")


def check(service: str, url: str) -> None:
    """核对 the database is at head, and the models say what the migrations made.

    Raises:
        CommandError: naming the difference.
    """
    command.check(config(service, url))


def new(service: str, url: str, title: str) -> None:
    """新迁移 write a revision from the difference between models and database."""
    now = datetime.now(SHANGHAI)
    command.revision(
        config(service, url), title, autogenerate=True, rev_id=f"{now:%Y%m%d%H%M}", splice=False
    )


def main(words: list[str] | None = None) -> int:
    """命令行 the exit code is 1 where a check fails."""
    parser = argparse.ArgumentParser(prog="tenderhall_kit.migrate", description=__doc__)
    parser.add_argument("service")
    parser.add_argument("what", choices=["up", "down", "check", "new"])
    parser.add_argument("title", nargs="?", default="change")
    asked = parser.parse_args(words)
    url = os.environ.get("DATABASE_URL")
    if not url:
        parser.error("DATABASE_URL is missing · 缺少设置 DATABASE_URL")
    try:
        if asked.what == "new":
            new(asked.service, url, asked.title)
        else:
            {"up": up, "down": down, "check": check}[asked.what](asked.service, url)
    except CommandError as fault:
        sys.stderr.write(f"{asked.service}: {fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
