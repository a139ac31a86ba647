"""The gateway on a real broker and a real store, with real nameko services behind it."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from gateway.app import make
from gateway.settings import Settings
from kombu import Connection
from starlette.testclient import TestClient
from tenderhall_local.accounts import gateway_account
from tenderhall_local.stack import Stack

STANDIN = Path(__file__).with_name("standin.py")


def until(happens: Callable[[], bool], what: str) -> None:
    """Wait for something that must happen; the test's own time limit is the only one."""
    for _ in range(2400):
        if happens():
            return
        time.sleep(0.025)
    raise AssertionError(f"never: {what}")


class Relay:
    """A TCP relay in front of the broker: cutting it is the broker going away, for us alone.

    Listens on a port of its own; ``cut`` ends all connections and refuses new ones.
    """

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._pairs: list[socket.socket] = []
        self._server = self._listen(0)
        self.port: int = self._server.getsockname()[1]

    def _listen(self, port: int) -> socket.socket:
        server = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(server,), daemon=True).start()
        return server

    def _accept(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.create_connection(self._target)
                self._pairs += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(one, other), daemon=True).start()

    def cut(self) -> None:
        with contextlib.suppress(OSError):  # an accept in another thread must learn of it
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for one in self._pairs:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._pairs.clear()

    def restore(self) -> None:
        self._server = self._listen(self.port)


def _pump(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@dataclass
class Standin:
    """The services behind the gateway, in a process of their own."""

    uri: str
    state: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        ready = Path(f"{self.state}.ready")
        ready.unlink(missing_ok=True)
        words = [sys.executable, "-W", "ignore", str(STANDIN), self.uri, str(self.state)]
        log = Path(f"{self.state}.log").open("ab")  # noqa: SIM115 — the child keeps it
        self.process = subprocess.Popen(words, stdout=log, stderr=log)  # noqa: S603 — our own
        log.close()
        until(lambda: ready.exists() or self._died(), "the stand-in services start")

    def _died(self) -> bool:
        assert self.process
        assert self.process.poll() is None, Path(f"{self.state}.log").read_text()
        return False

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def expired(self, queue: str) -> None:
        """Wait until nothing waits in this queue."""
        with Connection(self.uri) as connection:
            channel = connection.channel()
            until(
                lambda: channel.queue_declare(queue, passive=True).message_count == 0,
                f"{queue} is empty",
            )

    def asked(self, rpc: str) -> int:
        """How often this RPC has been asked since the module began."""
        return int(json.loads(self.state.read_text()).get(rpc, 0)) if self.state.exists() else 0


@dataclass(frozen=True)
class Place:
    """A virtual host of this module, the account of the gateway in it, and who answers there."""

    uri: str
    services: Standin


@pytest.fixture(scope="module")
def place(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    vhost = f"gateway-{uuid4().hex[:12]}"
    services = Standin(stack.create_vhost(vhost), tmp_path_factory.mktemp("standin") / "state")
    services.start()
    yield Place(stack.put_account(vhost, gateway_account()), services)
    services.kill()
    stack.delete_vhost(vhost)


@pytest.fixture
def relay(place: Place) -> Iterator[tuple[Relay, str]]:
    """The relay, and the broker's address through it."""
    port = urlsplit(place.uri).port or 0
    made = Relay(port)
    yield made, place.uri.replace(f":{port}/", f":{made.port}/")
    made.cut()


@pytest.fixture(scope="module")
def settings(stack: Stack, place: Place) -> Settings:
    s3 = stack.s3
    return Settings(
        env="test",
        amqp_uri=place.uri,
        service_key=bytes(range(32)),
        s3_endpoint=s3.endpoint,
        s3_access_key=s3.access_key,
        s3_secret_key=s3.secret_key,
        s3_bucket=s3.bucket,
    )


@pytest.fixture
def web(settings: Settings) -> Iterator[TestClient]:
    """The whole application, connected."""
    with TestClient(make(settings), raise_server_exceptions=False) as client:
        yield client
