"""测试夹具 what the integration tests of every service use: real database, real bus, no mocks.

Loaded by the repository's ``conftest.py``. Nothing here patches the test's own process: eventlet
lives only in the subprocesses that run services.

``stack``      the infrastructure (``TENDERHALL_STACK``, or started when first asked for); each
               worker of a parallel run has one of its own, and may kill what it likes
``database``   ``database("venue")``: URL of a fresh, migrated database, one for each test module
``actor``      ``actor(Role.CLERK, org=...)``: somebody
``call_for``   ``call_for("venue", someone).run(usecases.book, ...)``: in process, without the bus
``running``    ``with running("venue") as venue``: the service as it runs in production
``bus``        ``bus.call(contracts.get_booking, {...}, someone)``: asks as the gateway does
``probe``      ``probe("venue").wait("venue.booking_submitted")``: what was told
"""

import base64
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_contracts.core import Role

from tenderhall_kit import database as kit_database
from tenderhall_kit import migrate
from tenderhall_kit.actors import Actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.claims import CommandClaim
from tenderhall_kit.reference import References
from tenderhall_kit.settings import Settings
from tenderhall_kit.testbus import Bus, Probe
from tenderhall_kit.testprocess import Running, declare, start

PORT_BASE = int(os.environ.get("TENDERHALL_TEST_PORT_BASE", "19000"))
WORKER_PORTS = 100
"""Distance between the port bases of two workers' stacks."""
ISSUERS = ("gateway", "registry", "venue", "documents", "notices", "signing", "sample")
ROLE = "tester"
FONTS = str(Path.cwd() / ".local/fonts")
"""Where ``make test`` makes the fonts of what is printed."""


@pytest.fixture(scope="session")
def stack() -> Any:
    """基础设施 the real parts: PostgreSQL, RabbitMQ, S3 store, test CA."""
    from tenderhall_local import infra  # noqa: PLC0415 — unit tests need no stack
    from tenderhall_local.stack import Stack  # noqa: PLC0415 — as above

    told, worker = os.environ.get("TENDERHALL_STACK"), _worker()
    if told and not worker:
        return Stack.load(Path(told).parent)
    root = Path(told).parent if told else Path.cwd() / ".local" / "test"
    base = Stack.load(root).port_base if told else PORT_BASE
    if worker:
        root, base = root.with_name(f"{root.name}-{worker + 1}"), base + WORKER_PORTS * worker
    return infra.ensure(root, base)


@pytest.fixture(scope="session")
def seeds() -> dict[str, bytes]:
    """签名种子 a private key for each issuer of actor tokens, new in each session."""
    return {issuer: secrets.token_bytes(32) for issuer in ISSUERS}


@pytest.fixture(scope="session")
def vhost(stack: Any) -> Iterator[str]:
    """虚拟主机 AMQP address of an empty virtual host of this session."""
    name = f"test-{uuid4().hex[:12]}"
    yield stack.create_vhost(name)
    stack.delete_vhost(name)


@pytest.fixture(scope="session")
def migrated(stack: Any) -> Iterator[Callable[[str], str]]:
    """已迁移的模板库 the name of a database that each of a service's own is copied from."""
    made: dict[str, str] = {}

    def get(service: str) -> str:
        if service not in made:
            made[service] = f"m_{service}_{uuid4().hex[:12]}"
            migrate.up(service, stack.create_database(made[service], ROLE))
        return made[service]

    yield get
    for name in made.values():
        stack.drop_database(name)


@pytest.fixture(scope="module")
def database(stack: Any, migrated: Callable[[str], str]) -> Iterator[Callable[..., str]]:
    """数据库 URL of a service's fresh, migrated database, dropped after the module.

    Who asks first may name another template than the one that is only migrated.
    """
    made: dict[str, str] = {}

    def get(service: str, template: str = "") -> str:
        if service not in made:
            name = f"t_{service}_{uuid4().hex[:12]}"
            made[service] = stack.create_database(name, ROLE, template or migrated(service))
        return made[service]

    yield get
    for url in made.values():
        stack.drop_database(url.rpartition("/")[2])


@pytest.fixture(scope="session")
def service_env(
    stack: Any, seeds: dict[str, bytes], vhost: str
) -> Callable[[str, str], dict[str, str]]:
    """服务环境 ``service_env("venue", database_url)``: the environment of a service's process."""

    def get(service: str, url: str) -> dict[str, str]:
        publics = {
            issuer: Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
            for issuer, seed in seeds.items()
        }
        return {
            "TENDERHALL_ENV": "test",
            "TENDERHALL_STACK": str(stack.root),  # stopping the stack ends what a killed run left
            "AMQP_URI": vhost,
            "DATABASE_URL": url,
            "S3_ENDPOINT": stack.s3.endpoint,
            "S3_PUBLIC_ENDPOINT": stack.s3.endpoint,
            "S3_ACCESS_KEY": stack.s3.access_key,
            "S3_SECRET_KEY": stack.s3.secret_key,
            "S3_BUCKET": stack.s3.bucket,
            "S3_REGION": stack.s3.region,
            "ACTOR_KEYS": json.dumps({one: _text(key) for one, key in publics.items()}),
            "SERVICE_KEY": _text(seeds[service]),
            "RECEIPT_KEY": _text(seeds[service]),
            "TRUST_ROOTS": str(stack.trust_bundle),
            "TSA_URL": stack.tsa_url,
            "PUBLIC_URL": "http://127.0.0.1:1",
            "TENDERHALL_FONT_DIR": os.environ.get("TENDERHALL_FONT_DIR", FONTS),
            "RETRY_UNIT": "0.02",
            "AMQP_HEARTBEAT": "5",
        }

    return get


@pytest.fixture(scope="session")
def settings_for(
    service_env: Callable[[str, str], dict[str, str]],
) -> Callable[[str, str], Settings]:
    """测试设置 settings of a service, as its process would read them."""

    def get(service: str, url: str) -> Settings:
        env = service_env(service, url)
        keys = json.loads(env["ACTOR_KEYS"])
        return Settings(
            service=service,
            env="test",
            amqp_uri=env["AMQP_URI"],
            database_url=url,
            actor_keys={issuer: base64.b64decode(key) for issuer, key in keys.items()},
            service_key=base64.b64decode(env["SERVICE_KEY"]),
            s3_endpoint=env["S3_ENDPOINT"],
            s3_public_endpoint=env["S3_PUBLIC_ENDPOINT"],
            s3_access_key=env["S3_ACCESS_KEY"],
            s3_secret_key=env["S3_SECRET_KEY"],
            s3_bucket=env["S3_BUCKET"],
            retry_unit=float(env["RETRY_UNIT"]),
            extra=env,
        )

    return get


@pytest.fixture(scope="module")
def kit_for(
    database: Callable[[str], str], settings_for: Callable[[str, str], Settings]
) -> Iterator[Callable[[str], Kit]]:
    """部件 the shared parts of a service, in this process, on the module's database."""
    made: dict[str, Kit] = {}

    def get(service: str) -> Kit:
        if service not in made:
            settings = settings_for(service, database(service))
            engine = kit_database.engine(settings)
            references = References(kit_database.transactions(engine))
            made[service] = Kit(settings, engine, references=references)
        return made[service]

    yield get
    for kit in made.values():
        kit.engine.dispose()


@pytest.fixture
def actor() -> Callable[..., Actor]:
    """操作者 ``actor(Role.CLERK, org="...", user="...")``; ids are new where none is given."""

    def make(role: Role, *, org: str | None = None, user: str | None = None, **more: Any) -> Actor:
        person = Actor(user or str(uuid4()), role, org_id=org or str(uuid4()), name="测试员")
        return replace(person, **more)

    return make


@pytest.fixture
def call_for(kit_for: Callable[[str], Kit]) -> Callable[..., Call]:
    """一次调用 ``call_for("venue", someone)`` of a new command each time, or of one ``key``."""

    def make(service: str, who: Actor, *, key: str | None = None) -> Call:
        key = key or str(uuid4())
        claim = CommandClaim(f"{service}.test", who.user_id, key, fingerprint="")
        return Call(kit_for(service), who, f"test-{uuid4().hex[:8]}", key, claim)

    return make


@pytest.fixture(scope="module")
def running(
    database: Callable[[str], str],
    service_env: Callable[[str, str], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., AbstractContextManager[Running]]:
    """运行服务 gives a context manager; what it is told beside the name are further settings."""
    logs = tmp_path_factory.mktemp("log")

    def run(service: str, **env: str) -> AbstractContextManager[Running]:
        told = service_env(service, database(service)) | env
        declare(service, told)
        return start(service, told, logs / f"{service}-{uuid4().hex[:6]}.log")

    return run


@pytest.fixture
def bus(vhost: str, seeds: dict[str, bytes]) -> Iterator[Bus]:
    """总线客户 asks services as the gateway does."""
    with Bus(vhost, seeds["gateway"]) as client:
        yield client


@pytest.fixture
def probe(vhost: str) -> Iterator[Callable[[str], Probe]]:
    """事件探针 ``probe("venue")`` hears what the service tells from now on."""
    with ExitStack() as left:
        yield lambda source: left.enter_context(Probe(vhost, source))


def _worker() -> int:
    """Which of the workers of a parallel run this process is; 0 where it is the only one."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
