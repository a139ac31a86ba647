"""主机设置 what a signing host is told by its environment; the kit reads the rest."""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tenderhall_kit.settings import Settings, load

__all__ = ["HostSettings", "worker_environment"]

NEEDS = ("SIGNING_HOST", "PKCS11_MODULE", "HOST_DIR", "TRUST_ROOTS", "HOST_KEY")
PASSED_ON = ("PKCS11_MODULE", "TRUST_ROOTS", "TSA_URL", "LOG_LEVEL", "SOFTHSM2_CONF")
SYSTEM = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH")
CENTRE = "signing"


@dataclass(frozen=True)
class HostSettings:
    """主机设置.

    Attributes:
        host: its name; it is reached as ``signing-<host>``.
        folder: for the journal and the documents at work; private.
        key: raw Ed25519 seed, the host's identity.
        centre: raw Ed25519 public key of pooled signing.
    """

    kit: Settings
    host: str
    folder: Path
    key: bytes = field(repr=False)
    centre: bytes

    @classmethod
    def load(cls) -> "HostSettings":
        """读取.

        Raises:
            SettingsError: naming what is missing.
        """
        if os.environ.get("PKCS11SPY"):
            raise SystemExit("PKCS11SPY is set: pkcs11-spy would log PINs · 拒绝启动")
        host = os.environ.get("SIGNING_HOST", "?")
        kit = load(f"signing-{host}", database=False, storage=False, needs=NEEDS)
        folder = Path(kit["HOST_DIR"])
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "spool").mkdir(mode=0o700, exist_ok=True)
        return cls(kit, host, folder, base64.b64decode(kit["HOST_KEY"]), kit.actor_keys[CENTRE])


def worker_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """介质进程环境 only what it needs: no broker password, no key of the host."""
    passed = (*PASSED_ON, *SYSTEM, "PKCS11SPY", "SHIM_DIR", "SHIM_MODULE")
    return {name: environ[name] for name in passed if name in environ}
