"""签章场地 pooled signing and one signing host, on a token that takes its time.

The slow token is the PKCS#11 shim of signing's tests: it forwards to SoftHSM2, sleeps before each
C_Sign, and writes down every call.
"""

import base64
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from tenderhall_kit import reference
from tenderhall_local.stack import Stack, Token

from tenderhall_bench.site import Site, public_half, site
from tenderhall_bench.stage import Stage

__all__ = ["LATENCY_MS", "SealingPlace", "sealing_place"]

LATENCY_MS = 100
HOST = "bench"
SHIM = Path(__file__).parents[6] / "services/signing/tests/integration/shim.c"
EPOCH = "2026-01-01T00:00:00+08:00"


@dataclass(frozen=True)
class SealingPlace:
    """签章场地 what a line needs of it.

    Attributes:
        seal: the seal record that is registered, as ``signing.seed`` takes it.
        shim: the compiled driver.
    """

    site: Site
    seal: dict[str, str]
    shim: Path

    @property
    def token(self) -> Token:
        """介质 whose key seals."""
        return self.site.stack.token("agency-a")

    def driver(self, control: str) -> dict[str, str]:
        """驱动环境 for a process that loads the shim, slow from its first call."""
        folder = self.site.folder / control
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "latency_ms").write_text(str(LATENCY_MS))
        return {
            "PKCS11_MODULE": str(self.shim),
            "SHIM_MODULE": str(self.site.stack.pkcs11_module),
            "SHIM_DIR": str(folder),
            "SOFTHSM2_CONF": str(self.site.stack.softhsm2_conf),
        }

    def calls(self) -> Counter[str]:
        """调用计数 PKCS#11 calls of the host so far, by name."""
        path = self.site.folder / HOST / "calls"
        return Counter(path.read_text().split() if path.exists() else [])

    def set_level(self, level: str, version: int) -> None:
        """设政策 the level of signatures, and that a login may be held, as the centre would."""
        clock = {"real_epoch": EPOCH, "business_epoch": EPOCH, "rate": 1}
        told: dict[str, Any] = {"version": version, "rules": [], "days": [], "official_years": []}
        policies = {"seal.level": level, "seal.hold_minutes": "30", "seal.hold_signatures": "999"}
        engine = create_engine(self.site.settings.database_url)
        with Session(engine) as session, session.begin():
            reference.store(session, told | {"policies": policies, "clock": clock})
        engine.dispose()


@contextmanager
def sealing_place(stage: Stage) -> Iterator[SealingPlace]:
    """签章场地 both processes started; ended with the block."""
    made = site(stage, "signing")
    place = SealingPlace(made, _seal(stage.stack), _compile(made.folder))
    _register(place)
    with ExitStack() as left:
        left.enter_context(made.running(HOST_KEYS=json.dumps({HOST: public_half(_key(made))})))
        words = ("-m", "signing.host")
        more = place.driver(HOST) | _host(made)
        left.enter_context(made.running(f"signing-{HOST}", words, **more))
        yield place


def _key(made: Site) -> bytes:
    return made.seeds[f"signing-{HOST}"]


def _compile(folder: Path) -> Path:
    library = folder / "shim.so"
    words = ["gcc", "-shared", "-fPIC", "-w", "-o", str(library), str(SHIM), "-ldl"]
    subprocess.run(words, check=True)
    return library


def _seal(stack: Stack) -> dict[str, str]:
    token = stack.token("agency-a")
    return {
        "seal_id": str(uuid4()),
        "org_id": str(uuid4()),
        "org_name": token.subject,
        "name": f"{token.subject}公章",
        "token_serial": token.serial,
        "certificate": str(token.certificate),
    }


def _register(place: SealingPlace) -> None:
    path = place.site.folder / "seals.json"
    path.write_text(json.dumps({"seals": [place.seal]}))
    place.site.once("-m", "signing.seed", SEED_FILE=str(path))


def _host(made: Site) -> dict[str, str]:
    key = base64.b64encode(_key(made)).decode()
    folder = made.folder / "host"
    shutil.rmtree(folder, ignore_errors=True)
    return {"SIGNING_HOST": HOST, "HOST_DIR": str(folder), "HOST_KEY": key, "SERVICE_KEY": key}
