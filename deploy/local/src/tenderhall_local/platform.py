"""The platform's own processes: databases, accounts, migrations, topology, seeds, services."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import httpx

from tenderhall_local import infra, people, sources
from tenderhall_local.accounts import SERVICES, accounts, host_name
from tenderhall_local.credentials import public_half, signing_seed
from tenderhall_local.ports import health_port, listening
from tenderhall_local.say import Trouble, line, step
from tenderhall_local.stack import Stack
from tenderhall_local.supervise import Program, Supervisor, base_env

VHOST = "tenderhall"
ISSUERS = ("gateway", *SERVICES, host_name(people.HOST))
SEEDS = ("registry", "venue", "signing")
PRINTERS = ("documents", "notices")
"""Services that make PDFs, and need the fonts."""


@dataclass(frozen=True)
class Platform:
    """平台 the environments of its programs on one stack.

    ``crash`` names a crash point of the kit, or ``*``: each service kills itself there once, when
    its file in ``crash_file`` exists (and names the point). Tests use it.
    """

    stack: Stack
    crash: str = ""

    @property
    def public_url(self) -> str:
        """Where people and programs reach the gateway."""
        return f"http://127.0.0.1:{self.stack.ports.gateway}"

    @property
    def fonts(self) -> Path:
        """公告字体 made once (20 s) and shared by the stacks beside this one."""
        return self.stack.root.parent / "fonts"

    def key(self, issuer: str) -> str:
        """签名私钥 of an issuer of actor tokens, base64."""
        return signing_seed(self.stack.layout.secrets, issuer)

    def common(self, name: str, replica: int = 0) -> dict[str, str]:
        """公共环境 what every program of the platform is told."""
        account = name if name in (*SERVICES, "gateway") else host_name(people.HOST)
        s3 = self.stack.s3
        return {
            "TENDERHALL_ENV": "demo",
            "AMQP_URI": self.stack.amqp_uri(VHOST, account),
            "ACTOR_KEYS": json.dumps({each: public_half(self.key(each)) for each in ISSUERS}),
            "SERVICE_KEY": self.key(account),
            "HEALTH_PORT": str(health_port(self.stack.port_base, name, replica)),
            "LOG_LEVEL": "INFO",
            "PUBLIC_URL": self.public_url,
            "SOURCE_DIGEST": sources.digest(),
            "TRUST_ROOTS": str(self.stack.trust_bundle),
            "S3_ENDPOINT": s3.endpoint,
            "S3_PUBLIC_ENDPOINT": s3.endpoint,
            "S3_ACCESS_KEY": s3.access_key,
            "S3_SECRET_KEY": s3.secret_key,
            "S3_BUCKET": s3.bucket,
            "S3_REGION": s3.region,
        }

    def service(self, name: str, replica: int = 0) -> dict[str, str]:
        """服务环境 of one of the five services, its migrations and its seed."""
        own = {"DATABASE_URL": self.stack.database_url(name)}
        if self.crash:
            own["TENDERHALL_CRASH"] = f"{self.crash}@{self.crash_file(name)}"
        if name == "documents":
            own["RECEIPT_KEY"] = self.key(name)
        if name in PRINTERS:
            own["TENDERHALL_FONT_DIR"] = str(self.fonts)
        if name == "signing":
            own["TSA_URL"] = self.stack.tsa_url
            own["HOST_KEYS"] = self.host_keys
        return self.common(name, replica) | own

    @property
    def host_keys(self) -> str:
        """主机公钥 by which signing, and every page that seals a PIN, knows the host."""
        return json.dumps({people.HOST: public_half(self.key(host_name(people.HOST)))})

    def crash_file(self, name: str) -> Path:
        """崩溃开关 the file that arms a service's crash point."""
        return self.stack.root / f"crash-{name}"

    def host(self) -> dict[str, str]:
        """签章主机环境: no database, but the tokens."""
        return self.common("signing-host") | {
            "SIGNING_HOST": people.HOST,
            "HOST_KEY": self.key(host_name(people.HOST)),
            "HOST_DIR": str(self.stack.root / "signing-host"),
            "TSA_URL": self.stack.tsa_url,
            "PKCS11_MODULE": str(self.stack.pkcs11_module),
            "SOFTHSM2_CONF": str(self.stack.softhsm2_conf),
        }

    def programs(self) -> list[Program]:
        """程序 the services, one signing host, the gateway."""
        services = [self.replica(name) for name in SERVICES]
        return [*services, self.host_program(), self.gateway_program()]

    def replica(self, name: str, number: int = 0) -> Program:
        """服务进程 the first replica carries the service's name, the others a number."""
        label = name if number == 0 else f"{name}-{number + 1}"
        words = [sys.executable, "-m", "tenderhall_kit.run", name]
        env = self.service(name, number)
        return Program(label, words, env, self.stack.root, stop_seconds=40)

    def host_program(self) -> Program:
        """签章主机进程 with a folder for its journal."""
        folder = self.stack.root / "signing-host"
        folder.mkdir(mode=0o700, exist_ok=True)
        words = [sys.executable, "-m", "signing.host"]
        return Program("signing-host", words, self.host(), folder, stop_seconds=40)

    def gateway_program(self, number: int = 0) -> Program:
        """网关进程; further ones listen at their health port."""
        label = "gateway" if number == 0 else f"gateway-{number + 1}"
        base = self.stack.port_base
        port = base if number == 0 else health_port(base, "gateway", number)
        env = self.common("gateway", number)
        env |= {"GATEWAY_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "HOST_KEYS": self.host_keys}
        words = [sys.executable, "-m", "gateway"]
        return Program(label, words, env, self.stack.root, priority=600)


def up(stack: Stack, crash: str = "") -> Platform:
    """启动平台 on a running infrastructure; what runs older code is started again.

    Raises:
        Trouble: what failed, and its log.
    """
    platform = Platform(stack, crash)
    prepared = stack.root / "prepared"
    if not prepared.exists() or prepared.read_text() != sources.digest():
        prepare(platform)
        prepared.write_text(sources.digest())
    start(platform)
    return platform


def prepare(platform: Platform) -> None:
    """准备 everything that must be there before a service starts; again after each code change."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        fonts = aside.submit(make_fonts, platform)
        _prepare_parts(platform)
        if not fonts.done():
            line("▸ 等待排版字体 · waiting for the fonts of what is printed")
        fonts.result()


def _prepare_parts(platform: Platform) -> None:
    stack = platform.stack
    with step("数据库、总线账号 · databases and broker accounts"):
        for name in SERVICES:
            stack.create_database(name)
        stack.create_vhost(VHOST)
        for account in accounts(people.HOST):
            stack.put_account(VHOST, account)
    with step("数据库迁移 · migrations"):
        _together(partial(migrate, platform), SERVICES)
    with step("总线拓扑 · exchanges, queues, bindings"):
        topology(platform)
    with step("种子数据 · seed data"):
        people.write_seed_file(stack)
        _together(partial(seed, platform), SEEDS)


def make_fonts(platform: Platform) -> None:
    """排版字体 made once for all that is printed, while the rest is prepared."""
    run(platform, "fonts", ["-m", "tenderhall_press.fonts", "build", str(platform.fonts)], {})


def _together(do: Callable[[str], None], names: tuple[str, ...]) -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(do, names))


def migrate(platform: Platform, name: str) -> None:
    """迁移 a service's database to the newest revision."""
    words = ["-m", "tenderhall_kit.migrate", name, "up"]
    run(platform, f"migrate-{name}", words, platform.service(name))


def topology(platform: Platform) -> None:
    """声明拓扑 as administrator of the bus: no service may declare exchanges."""
    env = {"AMQP_URI": platform.stack.amqp_uri(VHOST)}
    run(platform, "topology", ["-m", "tenderhall_kit.topology", *SERVICES], env)


def seed(platform: Platform, name: str) -> None:
    """种子数据 of a service, if it has any."""
    if find_spec(f"{name}.seed") is None:
        return
    env = platform.service(name) | {
        "SEED_FILE": str(people.seed_file(platform.stack)),
        "DEMO_PASSWORD": people.demo_password(platform.stack),
    }
    run(platform, f"seed-{name}", ["-m", f"{name}.seed"], env)


def run(platform: Platform, label: str, words: list[str], env: dict[str, str]) -> None:
    """一次性步骤 run Python with these words; its output goes to a log.

    Raises:
        Trouble: the exit code was not 0; the last lines of the log are in the message.
    """
    log = platform.stack.layout.log(label)
    with log.open("w") as out:
        done = subprocess.run(
            [sys.executable, *words], env=base_env() | env, stdout=out, stderr=out, check=False
        )
    if done.returncode != 0:
        raise Trouble(f"{label} 失败 · failed:\n{_tail(log)}", log=log)


def _tail(log: Path, lines: int = 8) -> str:
    text = log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join(f"    {each}" for each in text)


def start(platform: Platform, more: tuple[Program, ...] = ()) -> None:
    """启动进程 and ``more`` (replicas), and wait until each says that it is ready.

    Raises:
        Trouble: one of them did not become ready; its log is named.
    """
    stack = platform.stack
    supervisor = Supervisor(stack.layout)
    programs = [*platform.programs(), *more]
    _ports_free([each for each in programs if each.name not in supervisor.pids()])
    supervisor.put(programs)
    for program in programs:
        url = ready_url(program)
        if answers(url):
            line(f"✔ {program.name}")
            continue
        with step(program.name):
            infra.await_one(stack.layout, supervisor, program.name, partial(answers, url))


def _ports_free(starting: list[Program]) -> None:
    taken = {each.name: port for each in starting if listening(port := port_of(each))}
    if taken:
        shown = ", ".join(f"{port} ({name})" for name, port in taken.items())
        raise Trouble(
            f"端口被占用 · ports in use: {shown}. TENDERHALL_PORT_BASE=<n> chooses others."
        )


def port_of(program: Program) -> int:
    """端口 where a program answers: the gateway to everybody, the others to probes."""
    return int(program.env.get("GATEWAY_PORT") or program.env["HEALTH_PORT"])


def ready_url(program: Program) -> str:
    """就绪地址 of a program."""
    page = "readyz" if "GATEWAY_PORT" in program.env else "ready"
    return f"http://127.0.0.1:{port_of(program)}/{page}"


def answers(url: str) -> bool:
    """就绪 whether the address answers 2xx."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False
