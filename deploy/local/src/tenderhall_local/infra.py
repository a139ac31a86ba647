"""Start, stop and show the infrastructure of one stack.

`up` is safe to repeat: what runs is kept, what is missing is started, what a kill -9 left behind
is ended first. `down` ends exactly what this stack started.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tenderhall_local import debian, pki, postgres, processes, rabbit, store
from tenderhall_local.broker import Broker
from tenderhall_local.credentials import password
from tenderhall_local.layout import Layout
from tenderhall_local.ports import Ports, listening, ports_at
from tenderhall_local.say import Trouble, line, step
from tenderhall_local.stack import Stack, save
from tenderhall_local.supervise import Program, Supervisor

DEFAULT_PORT_BASE = 18000
NAMES = ("epmd", "rabbitmq", "postgres", "weed", "pki")
PATIENCE = 90


def ensure(root: Path | str, port_base: int = DEFAULT_PORT_BASE) -> Stack:
    """确保基础设施已启动 for test fixtures: bring the stack up if needed and answer its addresses.

    What only the tests need is installed too. The work is done in a child process, so that
    eventlet-patched callers and strict warning filters don't matter.

    Raises:
        Trouble: it could not be started; the child's words are in the message.
    """
    words = [sys.executable, "-m", "tenderhall_local", "infra", "up", "--for-tests"]
    words += ["--root", str(root), "--port-base", str(port_base)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"{done.stdout}{done.stderr}")
    return Stack.load(root)


@contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """独占 one `up` or `down` at a time; the kernel frees the lock when its holder dies.

    `down` removes the file, so a lock counts only on the file that has the name now.
    """
    layout.make()
    path = layout.root / "lock"
    while True:
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists() and path.stat().st_ino == os.fstat(lock.fileno()).st_ino:
                yield
                return


def up(root: Path, port_base: int, *, for_tests: bool = False) -> Stack:
    """启动基础设施 packages, files, processes, readiness, bucket.

    ``for_tests`` installs the browser too.

    Raises:
        Trouble: what failed and which log tells more.
    """
    layout, ports = Layout(root.resolve()), ports_at(port_base)
    with alone(layout):
        _same_base(layout, port_base)
        debian.ensure(layout, for_tests=for_tests)
        supervisor = Supervisor(layout)
        if not supervisor.running():
            _clear_remains(layout)
            _ports_free(ports)
        tokens = _prepare(layout, ports)
        supervisor.start()
        supervisor.put(programs(layout, ports))
        _await_ready(layout, ports, supervisor)
        store.ensure_bucket(layout, ports)
        control = {
            "socket": str(supervisor.socket),
            "config": str(layout.supervisor_config),
            "pid_file": str(layout.supervisor_pid),
        }
        return save(layout, port_base, control, pki.facts(layout, ports, tokens))


def _same_base(layout: Layout, port_base: int) -> None:
    if not layout.state_file.exists():
        return
    old = json.loads(layout.state_file.read_text())["port_base"]
    if old != port_base:
        raise Trouble(
            f"{layout.root} 使用端口基数 {old}，不是 {port_base} · this stack was made for port "
            f"base {old}, which its certificates name. Use another root, or remove this one."
        )


def _clear_remains(layout: Layout) -> None:
    ended = postgres.end_orphan(layout) + processes.end_members(layout.root)
    if ended:
        line(
            f"▸ 已清理上次残留的 {len(ended)} 个进程 · ended processes left by a killed supervisord"
        )


def _ports_free(ports: Ports) -> None:
    taken = {name: port for name, port in ports.infrastructure().items() if listening(port)}
    if taken:
        shown = ", ".join(f"{port} ({name})" for name, port in taken.items())
        raise Trouble(
            f"端口被占用 · ports in use: {shown}. TENDERHALL_PORT_BASE=<n> chooses others."
        )


def _prepare(layout: Layout, ports: Ports) -> list[pki.SealToken]:
    rabbit.prepare(layout, ports)
    if not (postgres.data_folder(layout) / "PG_VERSION").exists():
        with step("初始化 PostgreSQL · initdb"):
            postgres.prepare(layout)
    if (pki.folder(layout) / "certomancer.yml").exists():
        return pki.prepare(layout, ports)
    with step("生成测试 CA 与令牌 · test CA and tokens"):
        return pki.prepare(layout, ports)


def programs(layout: Layout, ports: Ports) -> list[Program]:
    """程序 the infrastructure's processes."""
    return [
        *rabbit.programs(layout, ports),
        postgres.program(layout, ports),
        store.program(layout, ports),
        pki.program(layout, ports),
    ]


def checks(layout: Layout, ports: Ports) -> dict[str, Callable[[], bool]]:
    """就绪检查 program → a question that only a working one answers with True."""
    word = password(layout.secrets, "rabbitmq")
    broker = Broker(f"http://127.0.0.1:{ports.management}", rabbit.ADMIN, word)
    return {
        "postgres": lambda: postgres.ready(postgres.dsn(layout, ports)),
        "weed": lambda: store.ready(layout, ports),
        "pki": lambda: pki.ready(ports),
        "rabbitmq": broker.ready,
    }


def _await_ready(layout: Layout, ports: Ports, supervisor: Supervisor) -> None:
    for name, ready in checks(layout, ports).items():
        if ready():
            line(f"✔ {name}")
            continue
        with step(name):
            await_one(layout, supervisor, name, ready)


def await_one(layout: Layout, supervisor: Supervisor, name: str, ready: Callable[[], bool]) -> None:
    """等待就绪 wait for one program.

    Raises:
        Trouble: supervisord has given it up, or it was not ready within 90 s.
    """

    def settled() -> bool:
        return ready() or supervisor.states().get(name) == "FATAL"

    processes.until(settled, PATIENCE)
    if not ready():
        state = supervisor.states().get(name)
        raise Trouble(f"{name} 未就绪 · not ready ({state})", log=layout.log(name))


def down(root: Path) -> None:
    """停止 end every process of the stack, platform included, and leave no lock; data stay."""
    layout = Layout(root.resolve())
    if not layout.root.exists():
        return
    with alone(layout):
        supervisor = Supervisor(layout)
        supervisor.shutdown()
        postgres.end_orphan(layout)
        processes.end_members(layout.root)
        for left in (supervisor.socket, layout.supervisor_pid):
            left.unlink(missing_ok=True)
        (layout.root / "lock").unlink()


def destroy(root: Path) -> None:
    """清除 stop the stack and remove all its data."""
    layout = Layout(root.resolve())
    if not layout.root.exists():
        return
    down(layout.root)
    shutil.rmtree(postgres.data_folder(layout), ignore_errors=True)
    shutil.rmtree(layout.root)


def status(root: Path) -> dict[str, str]:
    """状态 program → supervisord's word for it; empty when nothing runs."""
    supervisor = Supervisor(Layout(root.resolve()))
    return supervisor.states() if supervisor.running() else {}
