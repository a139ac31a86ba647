"""SoftHSM2 tokens: the stand-ins for USB keys. Key pairs are born inside and never leave."""

import os
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass
from pkcs11.util.rsa import encode_rsa_public_key

from tenderhall_local.credentials import pin
from tenderhall_local.layout import Layout
from tenderhall_local.say import Trouble

MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
)
KEY_ID = b"\x01"
KEY_BITS = 2048


@dataclass(frozen=True)
class Token:
    """令牌 one initialised token."""

    label: str
    serial: str


def module() -> Path:
    """PKCS#11 模块 where Debian puts SoftHSM2.

    Raises:
        Trouble: it is not installed.
    """
    for path in MODULES:
        if path.exists():
            return path
    raise Trouble("未找到 SoftHSM2 · libsofthsm2.so is missing (package softhsm2)")


def config_file(layout: Layout) -> Path:
    """What SOFTHSM2_CONF names."""
    return layout.root / "softhsm" / "softhsm2.conf"


def open_module(layout: Layout) -> Any:
    """加载模块 load SoftHSM2 on this stack's tokens. Once per process: C_Initialize is global."""
    store = config_file(layout).parent / "tokens"
    store.mkdir(parents=True, exist_ok=True)
    store.parent.chmod(0o700)
    config_file(layout).write_text(
        f"directories.tokendir = {store}\nobjectstore.backend = file\n"
        "log.level = ERROR\nslots.removable = false\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(config_file(layout))
    return pkcs11.lib(str(module()))


def found(library: Any) -> dict[str, Token]:
    """已有令牌 label → token."""
    tokens = [slot.get_token() for slot in library.get_slots(token_present=True)]
    return {
        each.label: Token(each.label, each.serial.decode().strip()) for each in tokens if each.label
    }


def initialise(layout: Layout, library: Any, label: str) -> Token:
    """初始化令牌 make a token with random SO and user PINs.

    softhsm2-util takes PINs on its command line, where `ps` shows them: it is given throw-away
    ones, which are changed at once.
    """
    draft_so, draft_user = secrets.token_hex(8), secrets.token_hex(8)
    words = ["softhsm2-util", "--init-token", "--free", "--label", label]
    words += ["--so-pin", draft_so, "--pin", draft_user]
    env = {**os.environ, "SOFTHSM2_CONF": str(config_file(layout))}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"令牌初始化失败 · softhsm2-util: {done.stdout}{done.stderr}")
    library.reinitialize()
    token = _token(library, label)
    with token.open(rw=True, user_pin=draft_user) as session:
        session.set_pin(draft_user, pin(layout.secrets, f"token-{label}.pin"))
    with token.open(rw=True, so_pin=draft_so) as session:
        session.set_pin(draft_so, pin(layout.secrets, f"token-{label}.so-pin"))
    return found(library)[label]


def _token(library: Any, label: str) -> Any:
    tokens = [slot.get_token() for slot in library.get_slots(token_present=True)]
    return next(each for each in tokens if each.label == label)


def make_key(layout: Layout, library: Any, label: str) -> bytes:
    """生成密钥 an RSA-2048 pair inside the token, once; answers the public key, PKCS#1 DER."""
    word = pin(layout.secrets, f"token-{label}.pin")
    with _token(library, label).open(rw=True, user_pin=word) as session:
        wanted = {Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.ID: KEY_ID}
        public = next(iter(session.get_objects(wanted)), None)
        if public is None:
            public, _private = session.generate_keypair(
                KeyType.RSA, KEY_BITS, id=KEY_ID, label=label, store=True
            )
        return bytes(encode_rsa_public_key(public))


def put_certificate(layout: Layout, library: Any, label: str, certificate: Any) -> None:
    """写入证书 store the certificate with the CKA_ID of its key; an older one goes."""
    word = pin(layout.secrets, f"token-{label}.pin")
    with _token(library, label).open(rw=True, user_pin=word) as session:
        wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.ID: KEY_ID}
        for old in list(session.get_objects(wanted)):
            old.destroy()
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.ID: KEY_ID,
                Attribute.LABEL: label,
                Attribute.SUBJECT: certificate.subject.dump(),
                Attribute.ISSUER: certificate.issuer.dump(),
                Attribute.SERIAL_NUMBER: certificate["tbs_certificate"]["serial_number"].dump(),
                Attribute.VALUE: certificate.dump(),
            }
        )
