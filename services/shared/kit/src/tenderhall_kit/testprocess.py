"""测试进程 starts services as they run in production, and ends exactly those."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

PATIENCE = 75.0
"""Seconds that a service has to get ready, or to end, on a busy machine."""

_PASSED_ON = ("PATH", "PYTHONPATH", "HOME", "LANG")
_declared: set[tuple[str, str]] = set()


@dataclass
class Running:
    """运行中的服务 a process, its probes and its log."""

    service: str
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def health(self, path: str = "/ready") -> bool:
        """健康 True where the probe answers 200."""
        try:
            answer = urllib3.request("GET", f"http://127.0.0.1:{self.port}{path}", retries=False)
        except urllib3.exceptions.HTTPError:
            return False
        return answer.status == 200  # noqa: PLR2004 — HTTP OK

    def wait_ready(self) -> None:
        """等就绪 until it serves; a process that ends first fails with its log."""
        until(lambda: self.health() or self.process.poll() is not None, self.tail)
        if self.process.poll() is not None:
            raise AssertionError(f"{self.service} ended: {self.process.returncode}\n{self.tail()}")

    def wait_exit(self) -> int:
        """等结束 the exit code; minus a signal's number where it was killed."""
        until(lambda: self.process.poll() is not None, self.tail)
        return int(self.process.returncode)

    def terminate(self) -> int:
        """终止 SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait_exit()

    def kill(self) -> None:
        """杀死 SIGKILL."""
        self.process.kill()
        self.process.wait()

    def tail(self) -> str:
        """日志末尾 the end of its log."""
        return self.log.read_text()[-6000:]


def until(true: Callable[[], Any], why: Callable[[], str] = str) -> None:
    """等到 something holds; fails with ``why()`` after ``PATIENCE`` seconds."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"did not happen in {PATIENCE} s: {why()}")
        time.sleep(0.05)


def environment(told: Mapping[str, str]) -> dict[str, str]:
    """环境 of a subprocess: what it is told, and the few things that any process needs."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {"PYTHONWARNINGS": "ignore", **told}


def declare(service: str, env: Mapping[str, str]) -> None:
    """声明拓扑 once for each service and virtual host."""
    if (service, env["AMQP_URI"]) not in _declared:
        words = [sys.executable, "-m", "tenderhall_kit.topology", service]
        done = subprocess.run(  # noqa: S603 — our own module
            words, env=environment(env), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(done.stderr)
        _declared.add((service, env["AMQP_URI"]))


@contextmanager
def start(
    service: str, env: Mapping[str, str], log: Path, words: Sequence[str] = ()
) -> Iterator[Running]:
    """启动 a service and wait until it is ready; ended at the end of the block if it still runs.

    ``words`` are what Python is told, where it is not the kit's own runner.
    """
    port = _free_port()
    told = words or ("-m", "tenderhall_kit.run", service)
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 — our own module
            [sys.executable, *told],
            env=environment({**env, "HEALTH_PORT": str(port)}),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    running = Running(service, process, port, log)
    try:
        running.wait_ready()
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                running.kill()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
