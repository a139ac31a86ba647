"""A private PostgreSQL cluster.

PostgreSQL refuses to run as root: then it runs as the package's user `postgres`, and its data
lie where that user can reach them. Only Debian's own binaries are used, never what PATH offers.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg2
from psycopg2 import sql

from tenderhall_local import processes
from tenderhall_local.credentials import password
from tenderhall_local.layout import Layout, write_private
from tenderhall_local.ports import Ports
from tenderhall_local.say import Trouble
from tenderhall_local.supervise import Program, base_env

BINARIES = Path("/usr/lib/postgresql")
SYSTEM_USER = "postgres"
SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # its lock files would lie outside the stack
    "max_connections": "300",
    "fsync": "on",
    "shared_buffers": "128MB",
    "log_timezone": "Asia/Shanghai",
    "timezone": "Asia/Shanghai",
    "log_line_prefix": "%m [%p] %q%a %u@%d ",
}


def newest(names: list[str]) -> str:
    """最高版本 the highest of version folders such as ["15", "9.6", "17"].

    Raises:
        Trouble: there is none.
    """
    versions = [name for name in names if re.fullmatch(r"\d+(\.\d+)?", name)]
    if not versions:
        raise Trouble(f"未找到 PostgreSQL · no PostgreSQL under {BINARIES}")
    return max(versions, key=lambda name: [int(part) for part in name.split(".")])


def binary(name: str) -> str:
    """A program of the newest installed PostgreSQL."""
    found = [each.name for each in BINARIES.glob("*") if (each / "bin/postgres").exists()]
    return str(BINARIES / newest(found) / "bin" / name)


def user() -> str | None:
    """运行用户 None: as the caller; else the system user to become."""
    return SYSTEM_USER if os.getuid() == 0 else None


def data_folder(layout: Layout) -> Path:
    """数据目录 inside the stack if its user can get there, else beside Debian's own clusters.

    A clone in /root is the usual reason: nobody else may cross that folder.
    """
    near = layout.root / "postgres"
    if user() is None or near.exists() or _may_cross(layout.root):
        return near
    name = hashlib.sha256(str(layout.root).encode()).hexdigest()[:12]
    return Path("/var/lib/postgresql") / f"tenderhall-{name}"


def _may_cross(folder: Path) -> bool:
    seen = subprocess.run(
        ["test", "-x", str(folder)],
        user=SYSTEM_USER,
        group=SYSTEM_USER,
        extra_groups=[],
        check=False,
    )
    return seen.returncode == 0


def prepare(layout: Layout) -> None:
    """初始化 make the cluster once.

    Raises:
        Trouble: initdb failed; a half-made cluster is removed.
    """
    folder = data_folder(layout)
    if (folder / "PG_VERSION").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    folder.chmod(0o700)
    word_file = folder.with_name(f".{folder.name}-password")
    write_private(word_file, password(layout.secrets, "postgres"))
    if user():
        shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
        shutil.chown(word_file, SYSTEM_USER, SYSTEM_USER)
    words = [binary("initdb"), "-D", str(folder), "-U", SUPERUSER, "--auth=scram-sha-256"]
    words += [f"--pwfile={word_file}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
    done = _as_owner(words)
    word_file.unlink()
    layout.log("initdb").write_text(done.stdout + done.stderr)
    if done.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise Trouble("initdb 失败 · initdb failed", log=layout.log("initdb"))


def _as_owner(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd="/",
        env=base_env(),
        capture_output=True,
        text=True,
        check=False,
        user=user(),
        group=user(),
        extra_groups=[] if user() else None,
    )


def program(layout: Layout, ports: Ports) -> Program:
    """程序 the postmaster. INT is its "fast shutdown": it does not wait for clients."""
    settings = SETTINGS | {"port": str(ports.postgres)}
    words = [binary("postgres"), "-D", str(data_folder(layout))]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    return Program("postgres", words, user=user(), stop_signal="INT", priority=10, stop_seconds=30)


def end_orphan(layout: Layout) -> list[int]:
    """清理残留 end a postmaster of this cluster that lost its supervisord, and its children."""
    pid_file = data_folder(layout) / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError, IndexError):
        return []
    if str(data_folder(layout)).encode() not in words:
        return []  # the pid was given to somebody else after a crash
    processes.send([pid], signal.SIGINT)
    if not processes.until(lambda: not processes.alive(pid), 20):
        processes.send([pid], signal.SIGQUIT)
        processes.until(lambda: not processes.alive(pid), 10)
    return [pid]


def dsn(layout: Layout, ports: Ports, database: str = "postgres") -> str:
    """The superuser's address of a database, for psycopg2."""
    word = password(layout.secrets, "postgres")
    return f"postgresql://{SUPERUSER}:{word}@127.0.0.1:{ports.postgres}/{database}"


def ready(address: str) -> bool:
    """就绪 whether the server takes a connection."""
    with suppress(psycopg2.OperationalError):
        psycopg2.connect(address, connect_timeout=3).close()
        return True
    return False


def execute(address: str, *statements: sql.Composable | str) -> None:
    """执行 run statements one by one, each its own transaction (CREATE DATABASE needs that)."""
    connection = psycopg2.connect(address, connect_timeout=5)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def exists(address: str, kind: str, name: str) -> bool:
    """是否存在 whether a role or a database of this name is there; kind is "role" or "database"."""
    query = {
        "role": "SELECT 1 FROM pg_roles WHERE rolname = %s",
        "database": "SELECT 1 FROM pg_database WHERE datname = %s",
    }[kind]
    connection = psycopg2.connect(address, connect_timeout=5)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query, (name,))
            return cursor.fetchone() is not None
    finally:
        connection.close()


def create_database(
    address: str, name: str, role: str, word: str, template: str = "template1"
) -> None:
    """建库 a database that only its own role (and the superuser) may enter. Safe to repeat.

    ``template`` is the database that it is copied from; nobody may be connected to that.
    """
    who, where, like = sql.Identifier(role), sql.Identifier(name), sql.Identifier(template)
    if not exists(address, "role", role):
        execute(address, sql.SQL("CREATE ROLE {} LOGIN").format(who))
    execute(address, sql.SQL("ALTER ROLE {} PASSWORD {}").format(who, sql.Literal(word)))
    if not exists(address, "database", name):
        execute(
            address, sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(where, who, like)
        )
    execute(address, sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(where))


def drop_database(address: str, name: str) -> None:
    """删库 drop a database, ending its connections."""
    execute(
        address, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )
