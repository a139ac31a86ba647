"""A test CA, with OCSP, CRL and time stamps over real HTTP (certomancer).

One root, one intermediate that issues everything else. The validity dates and serials are written
once, so every start yields the very same certificates. Seal certificates carry emailProtection and
CA:FALSE, without which poppler's `pdfsig` answers "Unknown issue".
"""

import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml
from asn1crypto import keys as asn1_keys
from asn1crypto import pem, x509
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tenderhall_local import tokens
from tenderhall_local.layout import Layout, write_private
from tenderhall_local.ports import Ports
from tenderhall_local.supervise import Program

ARCH = "tenderhall"
OWN_KEYS = ("root", "interm", "ocsp", "tsa")
CA_YEARS, LEAF_YEARS = 20, 5
DAYS_A_YEAR = 366
AHEAD = timedelta(days=1)
"""Certificates begin so long before they are made: clocks differ."""


@dataclass(frozen=True)
class Seal:
    """印章证书 who gets a token with a seal certificate."""

    label: str
    serial: int
    name: str
    organisation: str


SEALS = (
    Seal("agency-a", 1001, "衡阳诚信招标代理有限公司", "衡阳诚信招标代理有限公司"),
    Seal("centre", 1002, "衡阳市公共资源交易中心", "衡阳市公共资源交易中心"),
)


@dataclass(frozen=True)
class SealToken:
    """带证书的令牌 as `stack.json` shows it."""

    label: str
    serial: str
    pin_file: str
    certificate: str
    subject: str


def folder(layout: Layout) -> Path:
    """Where the CA's keys, configuration and certificates lie."""
    return layout.root / "pki"


def url(ports: Ports, service: str, name: str) -> str:
    """地址 of a service of the CA: ("tsa", "tsa"), ("ocsp", "interm"), ("crls", "interm")."""
    return f"{origin(ports)}/{ARCH}/{service}/{name}"


def origin(ports: Ports) -> str:
    """来源 what certificates call this CA: the loopback address, or CA_ORIGIN in a container."""
    return os.environ.get("CA_ORIGIN") or f"http://127.0.0.1:{ports.pki}"


def config(ports: Ports, today: datetime) -> dict[str, Any]:
    """配置 certomancer: the whole PKI as data."""
    public_only = {each.label: {"path": f"{each.label}.pem", "public-only": True} for each in SEALS}
    own = {name: {"path": f"{name}.pem"} for name in OWN_KEYS}
    architecture = {
        "keyset": ARCH,
        "entity-defaults": {"country-name": "CN", "organization-name": "Tenderhall 测试 CA"},
        "entities": _entities(),
        "certs": _certificates(today),
        "services": _services(),
    }
    return {
        "external-url-prefix": origin(ports),
        "keysets": {ARCH: {"path-prefix": "keys", "keys": own | public_only}},
        "pki-architectures": {ARCH: architecture},
    }


def _entities() -> dict[str, Any]:
    own = {name: {"common-name": f"Tenderhall Test {name.upper()}"} for name in OWN_KEYS}
    sealed = {
        each.label: {"common-name": each.name, "organization-name": each.organisation}
        for each in SEALS
    }
    return own | sealed


def _certificates(today: datetime) -> dict[str, Any]:
    def certificate(serial: int, issuer: str, years: int, **more: Any) -> dict[str, Any]:
        start = today - AHEAD
        end = start + timedelta(days=DAYS_A_YEAR * years)
        validity = {"valid-from": start.isoformat(), "valid-to": end.isoformat()}
        return {"issuer": issuer, "serial": serial, "validity": validity, **more}

    crl_and_ocsp = {"max-path-len": 0, "crl-repo": "interm", "ocsp-service": "interm"}
    own = {
        "root": certificate(
            1, "root", CA_YEARS, profiles=[{"id": "simple-ca", "params": {"crl-repo": "root"}}]
        ),
        "interm": certificate(
            2, "root", CA_YEARS, profiles=[{"id": "simple-ca", "params": crl_and_ocsp}]
        ),
        "ocsp": certificate(3, "interm", CA_YEARS, profiles=["ocsp-responder"]),
        "tsa": certificate(4, "interm", CA_YEARS, extensions=_leaf("time_stamping", critical=True)),
    }
    sealed = {
        each.label: certificate(
            each.serial, "interm", LEAF_YEARS, extensions=_leaf("email_protection", critical=False)
        )
        for each in SEALS
    }
    return own | sealed


def _leaf(purpose: str, *, critical: bool) -> list[dict[str, Any]]:
    usage = {"schema": "key-usage", "params": ["digital_signature", "non_repudiation"]}
    return [
        {"id": "basic_constraints", "critical": True, "value": {"ca": False}},
        {"id": "key_usage", "critical": True, "smart-value": usage},
        {"id": "extended_key_usage", "critical": critical, "value": [purpose]},
    ]


def _services() -> dict[str, Any]:
    schedule = {"simulated-update-schedule": "P1D"}
    return {
        "ocsp": {
            "interm": {"for-issuer": "interm", "responder-cert": "ocsp", "signing-key": "ocsp"}
        },
        "crl-repo": {
            "root": {"for-issuer": "root", "signing-key": "root", **schedule},
            "interm": {"for-issuer": "interm", "signing-key": "interm", **schedule},
        },
        # with the intermediate inside, whoever knows the root alone can judge a time stamp
        "time-stamping": {
            "tsa": {"signing-key": "tsa", "signing-cert": "tsa", "certs-to-embed": ["interm"]}
        },
    }


def prepare(layout: Layout, ports: Ports) -> list[SealToken]:
    """准备 CA 与令牌 keys, tokens, certificates, once; answers the tokens.

    What exists is kept; what a broken first try left unfinished is finished.
    """
    keys = folder(layout) / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    folder(layout).chmod(0o700)
    for name in OWN_KEYS:
        if not (keys / f"{name}.pem").exists():
            write_private(keys / f"{name}.pem", _private_key())
    library = tokens.open_module(layout)
    _make_token_keys(layout, library)
    told = config(ports, _first_day(layout))
    text = yaml.safe_dump(told, allow_unicode=True)
    write_private(folder(layout) / "certomancer.yml", text)
    return _issue(layout, library)


def _first_day(layout: Layout) -> datetime:
    """When this CA was made: its certificates' dates follow from the root's and never change."""
    root = folder(layout) / "root.cert.pem"
    if not root.exists():
        return datetime.now(UTC).replace(microsecond=0)
    _, _, der = pem.unarmor(root.read_bytes())
    begins: datetime = x509.Certificate.load(der).not_valid_before
    return begins + AHEAD


def _private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _make_token_keys(layout: Layout, library: Any) -> None:
    there = tokens.found(library)
    for seal in SEALS:
        public_file = folder(layout) / "keys" / f"{seal.label}.pem"
        if seal.label in there and public_file.exists():
            continue
        if seal.label not in there:
            tokens.initialise(layout, library, seal.label)
        der = tokens.make_key(layout, library, seal.label)
        info = asn1_keys.PublicKeyInfo.wrap(asn1_keys.RSAPublicKey.load(der), "rsa")
        public_file.write_bytes(pem.armor("PUBLIC KEY", info.dump()))


def _issue(layout: Layout, library: Any) -> list[SealToken]:
    settings = CertomancerConfig.from_file(
        str(folder(layout) / "certomancer.yml"), key_search_dir=str(folder(layout))
    )
    arch = settings.get_pki_arch(ArchLabel(ARCH))
    for name in (*OWN_KEYS, *(each.label for each in SEALS)):
        path = folder(layout) / f"{name}.cert.pem"
        if path.exists():
            continue
        certificate = arch.get_cert(CertLabel(name))
        if name in tokens.found(library):
            tokens.put_certificate(layout, library, name, certificate)
        path.write_bytes(pem.armor("CERTIFICATE", certificate.dump()))
    both = [(folder(layout) / f"{name}.cert.pem").read_bytes() for name in ("root", "interm")]
    (folder(layout) / "trust.pem").write_bytes(b"".join(both))
    return [_shown(layout, each, tokens.found(library)[each.label]) for each in SEALS]


def _shown(layout: Layout, seal: Seal, token: tokens.Token) -> SealToken:
    return SealToken(
        label=token.label,
        serial=token.serial,
        pin_file=str(layout.secrets / f"token-{seal.label}.pin"),
        certificate=str(folder(layout) / f"{seal.label}.cert.pem"),
        subject=seal.name,
    )


def facts(layout: Layout, ports: Ports, found: list[SealToken]) -> dict[str, Any]:
    """What `stack.json` tells about the PKI."""
    return {
        "trust_root": str(folder(layout) / "root.cert.pem"),
        "intermediate": str(folder(layout) / "interm.cert.pem"),
        "tsa_url": url(ports, "tsa", "tsa"),
        "ocsp_url": url(ports, "ocsp", "interm"),
        "crl_url": url(ports, "crls", "interm") + "/latest.crl",
        "pkcs11_module": str(tokens.module()),
        "softhsm2_conf": str(tokens.config_file(layout)),
        "tokens": [asdict(each) for each in found],
    }


def program(layout: Layout, ports: Ports) -> Program:
    """程序 certomancer in waitress. Callers can't choose the time it believes in."""
    env = {
        "CERTOMANCER_CONFIG": str(folder(layout) / "certomancer.yml"),
        "CERTOMANCER_KEY_DIR": str(folder(layout)),
        "CERTOMANCER_NO_TIME_OVERRIDE": "1",
    }
    words = ["waitress-serve", f"--listen=127.0.0.1:{ports.pki}", "--threads=8"]
    words += ["tenderhall_local.ca:app"]
    return Program("pki", words, env, folder(layout), priority=10)


def ready(ports: Ports) -> bool:
    """就绪 whether the CRL can be fetched (made by the CA's key at that moment)."""
    try:
        return httpx.get(url(ports, "crls", "interm") + "/latest.crl", timeout=5).is_success
    except httpx.HTTPError:
        return False
