"""舞台 the real parts that lines are measured on: started when asked for, ended at the end."""

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from tenderhall_kit import migrate
from tenderhall_local import infra
from tenderhall_local import platform as local
from tenderhall_local.platform import Platform
from tenderhall_local.stack import Stack

DEFAULT_ROOT, DEFAULT_PORT_BASE = Path(".local/bench"), 28000
ROLE = "bench"
"""The owner of the databases made here."""


class Stage:
    """舞台 a context manager; what it made is gone afterwards, the stack's files stay.

    A stack that ran before goes on running: kept up by hand it serves many runs.
    """

    def __init__(self, root: Path = DEFAULT_ROOT, port_base: int = DEFAULT_PORT_BASE) -> None:
        self.root = root.resolve()
        self.port_base = port_base
        self._left = ExitStack()

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """End and remove what was made, the last first."""
        self._left.close()

    @cached_property
    def stack(self) -> Stack:
        """基础设施 RabbitMQ, PostgreSQL, S3 store, CA, tokens."""
        if not infra.status(self.root):
            self._left.callback(infra.down, self.root)
        return infra.up(self.root, self.port_base)

    @cached_property
    def platform(self) -> Platform:
        """平台 five services, a signing host and a gateway, as `make up` starts them."""
        return local.up(self.stack)

    def folder(self, name: str) -> Path:
        """目录 for a line's own files, inside the stack's."""
        made = self.root / "lines" / name
        made.mkdir(parents=True, exist_ok=True)
        return made

    def database(self, service: str, label: str = "") -> str:
        """数据库 URL of a fresh database of a service's shape; dropped at the end."""
        name = f"bench_{label or service.rpartition('.')[2]}_{uuid4().hex[:8]}"
        url = self.stack.create_database(name, ROLE)
        self._left.callback(self.stack.drop_database, name)
        migrate.up(service, url)
        return url

    def vhost(self) -> str:
        """虚拟主机 AMQP address of an empty virtual host; deleted at the end."""
        name = f"bench-{uuid4().hex[:8]}"
        uri = self.stack.create_vhost(name)
        self._left.callback(self.stack.delete_vhost, name)
        return uri

    def superuser(self, database_url: str) -> str:
        """超级用户地址 of a database made here, for seeding."""
        return self.stack.superuser_dsn(database_url.rpartition("/")[2])
