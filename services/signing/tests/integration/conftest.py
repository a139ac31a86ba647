"""Real parts: the test stack's SoftHSM tokens, test CA, OCSP and TSA; a worker process on them."""

import base64
import hashlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import weasyprint
from asn1crypto import pem
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from signing.pdf.seal import seal_pdf
from signing.pin import SealedKey, check_key, seal_pin
from signing.pipe import Worker
from tenderhall_contracts import signing as contract
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor, service_actor
from tenderhall_kit.storage import Storage
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import Running, declare, environment
from tenderhall_local.stack import Stack

HERE = Path(__file__).parent
FIELD = "seal_agency"
HOST = "test"


@pytest.fixture(scope="session")
def trust_roots(stack: Stack) -> Path:
    return stack.trust_bundle


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The misbehaving driver, built from source."""
    library = tmp_path_factory.mktemp("shim") / "shim.so"
    words = [
        "gcc",
        "-shared",
        "-fPIC",
        "-Wall",
        "-Wno-unused-function",
        "-Werror",
        "-o",
        str(library),
    ]
    subprocess.run([*words, str(HERE / "shim.c"), "-ldl"], check=True)  # noqa: S603 — our source
    return library


@dataclass
class Driver:
    """A token worker on the shim, and the folder that steers the shim."""

    worker: Worker
    folder: Path

    def put(self, name: str, value: object = "") -> None:
        (self.folder / name).write_text(str(value))

    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().split() if path.exists() else []

    def forget_calls(self) -> None:
        (self.folder / "calls").unlink(missing_ok=True)


@pytest.fixture
def driver(
    stack: Stack, trust_roots: Path, shim: Path, tmp_path: Path
) -> Iterator[Callable[..., Driver]]:
    """Starts token workers; they end with the test."""
    running: list[Worker] = []

    def start(**env: str) -> Driver:
        folder = tmp_path / f"shim{len(running)}"
        folder.mkdir()
        told = {
            "PKCS11_MODULE": str(shim),
            "SHIM_MODULE": str(stack.pkcs11_module),
            "SHIM_DIR": str(folder),
            "SOFTHSM2_CONF": str(stack.softhsm2_conf),
            "TRUST_ROOTS": str(trust_roots),
            "TSA_URL": stack.tsa_url,
            "LOG_LEVEL": "ERROR",
        }
        seconds = float(env.pop("hang_seconds", "30"))
        command = [sys.executable, "-m", "signing.token.worker"]
        worker = Worker(command, {**os.environ, **told, **env}, hang_seconds=seconds)
        running.append(worker)
        return Driver(worker, folder)

    yield start
    for worker in running:
        worker.close()


@pytest.fixture(scope="session")
def sealer(stack: Stack) -> Iterator[Worker]:
    """One token worker on the real driver, for tests that only look at what comes out."""
    told = {
        "PKCS11_MODULE": str(stack.pkcs11_module),
        "SOFTHSM2_CONF": str(stack.softhsm2_conf),
        "TRUST_ROOTS": str(stack.trust_bundle),
        "TSA_URL": stack.tsa_url,
        "LOG_LEVEL": "ERROR",
    }
    worker = Worker([sys.executable, "-m", "signing.token.worker"], {**os.environ, **told})
    yield worker
    worker.close()


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notice of two pages with an empty signature field, as the platform makes it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field  # noqa: PLC0415

    path = tmp_path_factory.mktemp("original") / "notice.pdf"
    page = "<h1>公开招标公告</h1><p>项目编号 HYZC-2026-G-0001</p>"
    text = f"{page}<p style='break-before:page'>第二页</p>"
    path.write_bytes(weasyprint.HTML(string=text).write_pdf())
    with path.open("r+b") as stream:
        writer = IncrementalPdfFileWriter(stream)
        box = (380, 120, 500, 240)
        append_signature_field(writer, SigFieldSpec(FIELD, on_page=0, box=box))
        writer.write_in_place()
    return path


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "seal.pdf"
    path.write_bytes(seal_pdf("湖南衡岳招标代理有限公司"))
    return path


def fingerprint(certificate: Path) -> str:
    """SHA-256 of the DER form of a certificate in PEM."""
    return hashlib.sha256(pem.unarmor(certificate.read_bytes())[2]).hexdigest()


@pytest.fixture
def order(stack: Stack, original: Path, picture: Path, tmp_path: Path) -> Callable[..., dict]:
    """What the host asks the worker to sign; keywords change it."""

    def make(name: str = "sealed", **changes: Any) -> dict[str, Any]:
        token = stack.token("agency-a")
        return {
            "operation": f"{tmp_path}/{name}",
            "serial": token.serial,
            "certificates": [fingerprint(one.certificate) for one in stack.tokens],
            "pin": token.pin,
            "source": str(original),
            "output": str(tmp_path / f"{name}.pdf"),
            "sha256": hashlib.sha256(original.read_bytes()).hexdigest(),
            "placement": {"mode": "field", "field": FIELD},
            "picture": str(picture),
            "level": "B-T",
            "reason": "",
            **changes,
        }

    return make


@pytest.fixture(scope="session")
def nss(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An NSS database that trusts the test root, as pdfsig wants it."""
    folder = tmp_path_factory.mktemp("nss")
    certutil = shutil.which("certutil") or "certutil"
    base = [certutil, "-d", f"sql:{folder}"]
    subprocess.run([*base, "-N", "--empty-password"], check=True)  # noqa: S603 — fixed words
    trust = ["-A", "-n", "root", "-t", "C,C,C", "-i", str(stack.trust_root)]
    subprocess.run([*base, *trust], check=True)  # noqa: S603 — fixed words
    return folder


@pytest.fixture(scope="session")
def host_key() -> bytes:
    """The signing host's identity: a raw Ed25519 seed."""
    return secrets.token_bytes(32)


@pytest.fixture(scope="module")
def pooled_env(host_key: bytes) -> dict[str, str]:
    """What pooled signing is told beside the usual: which hosts are enrolled."""
    public = Ed25519PrivateKey.from_private_bytes(host_key).public_key().public_bytes_raw()
    return {"HOST_KEYS": json.dumps({HOST: base64.b64encode(public).decode()})}


@pytest.fixture(scope="module")
def host_env(
    stack: Stack,
    shim: Path,
    host_key: bytes,
    service_env: Callable[[str, str], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """The environment of a signing host on the shim."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "shim").mkdir()
    return service_env("signing", "") | {
        "SIGNING_HOST": HOST,
        "HOST_DIR": str(folder),
        "HOST_KEY": base64.b64encode(host_key).decode(),
        "PKCS11_MODULE": str(shim),
        "SHIM_MODULE": str(stack.pkcs11_module),
        "SHIM_DIR": str(folder / "shim"),
        "SOFTHSM2_CONF": str(stack.softhsm2_conf),
    }


@contextmanager
def _start_host(env: dict[str, str], log: Path) -> Iterator[Running]:
    """A signing host as it runs in production; ended with the block."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "signing.host"],
            env=environment({**env, "HEALTH_PORT": str(port)}),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    running = Running(f"signing-{HOST}", process, port, log)
    try:
        running.wait_ready()
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                running.kill()


@pytest.fixture(scope="session")
def start_host() -> Callable[..., AbstractContextManager[Running]]:
    """``with start_host(env, log)``: a host in any environment."""
    return _start_host


@pytest.fixture(scope="module")
def host(host_env: dict[str, str]) -> Callable[[], AbstractContextManager[Running]]:
    """``with host() as running``: the host, started; its journal stays from one to the next."""
    log = Path(host_env["HOST_DIR"], "host.log")
    declare("signing", host_env)
    return lambda: _start_host(host_env, log)


@pytest.fixture(scope="module")
def seeded(
    stack: Stack,
    database: Callable[[str], str],
    service_env: Callable[[str, str], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """Seal records of both tokens, by label, as ``signing.seed`` makes them."""
    seals = {
        token.label: {
            "seal_id": str(uuid4()),
            "org_id": str(uuid4()),
            "org_name": token.subject,
            "name": f"{token.subject}公章",
            "token_serial": token.serial,
            "certificate": str(token.certificate),
        }
        for token in stack.tokens
    }
    path = tmp_path_factory.mktemp("seed") / "seals.json"
    path.write_text(json.dumps({"seals": list(seals.values())}))
    env = service_env("signing", database("signing")) | {"SEED_FILE": str(path)}
    words = [sys.executable, "-m", "signing.seed"]
    subprocess.run(words, env=environment(env), check=True)  # noqa: S603 — our own module
    return seals


NOTICES = service_actor("notices")


@dataclass
class Desk:
    """A clerk of the agency, who seals documents."""

    stack: Stack
    seal: dict[str, Any]
    storage: Storage
    document: bytes
    clerk: Actor
    public_key: str
    uri: str
    seed: bytes
    notices_seed: bytes
    shim: Path

    def ask(
        self,
        rpc: Any,
        payload: dict[str, Any],
        who: Actor | None = None,
        seconds: float = 60,
        **more: Any,
    ) -> Any:
        who = who or self.clerk
        seed = self.notices_seed if who.issuer == "notices" else self.seed
        with Bus(self.uri, seed) as bus:
            return bus.call(rpc, payload, who, timeout=seconds, **more)

    def open(self, owner_id: str | None = None, **changes: Any) -> dict[str, Any]:
        wanted = {
            "owner": "notices",
            "owner_id": owner_id or str(uuid4()),
            "purpose": "招标公告",
            "user_id": self.clerk.user_id,
            "org_id": self.seal["org_id"],
            "session_id": str(uuid4()),
            "seal_id": self.seal["seal_id"],
            "pdf": self.storage.put(self.document, "application/pdf"),
            "field": "seal_agency",
        }
        job: dict[str, Any] = self.ask(contract.open_job, {**wanted, **changes}, NOTICES)
        return job

    def sealed_pin(self, job: dict[str, Any], pin: str | None = None) -> str:
        key = SealedKey(job["pin_key"], job["pin_info"], job["pin_key_signature"])
        check_key(self.public_key, key)
        return seal_pin(pin or self.stack.token("agency-a").pin, job["pin_key"], job["pin_info"])

    def apply(self, job: dict[str, Any], pin: str | None = None, **more: Any) -> Any:
        asked = {"id": str(job["job_id"]), "sealed_pin": self.sealed_pin(job, pin)}
        return self.ask(contract.apply_seal, asked, **more)

    def look(self, job: dict[str, Any]) -> dict[str, Any]:
        seen: dict[str, Any] = self.ask(contract.get_job, {"id": str(job["job_id"])})
        return seen

    def online(self) -> bool:
        items = self.ask(contract.list_seals, {})["items"]
        return bool(items and items[0]["online"])

    def calls(self) -> Counter[str]:
        path = self.shim / "calls"
        return Counter(path.read_text().split() if path.exists() else [])


@pytest.fixture(scope="module")
def make_desk(
    stack: Stack,
    seeded: dict[str, Any],
    settings_for: Callable[[str, str], Any],
    database: Callable[[str], str],
    original: Path,
    pooled_env: dict[str, str],
    host_env: dict[str, str],
    vhost: str,
    seeds: dict[str, bytes],
) -> Callable[[], Desk]:
    """A clerk's desk, for a running service."""
    seal = seeded["agency-a"]
    return lambda: Desk(
        stack=stack,
        seal=seal,
        storage=Storage(settings_for("signing", database("signing"))),
        document=original.read_bytes(),
        clerk=Actor(str(uuid4()), Role.CLERK, org_id=seal["org_id"], name="王经办"),
        public_key=json.loads(pooled_env["HOST_KEYS"])[HOST],
        uri=vhost,
        seed=seeds["gateway"],
        notices_seed=seeds["notices"],
        shim=Path(host_env["SHIM_DIR"]),
    )
