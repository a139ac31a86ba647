"""介质进程 ``python -m signing.token.worker``: the only process that touches the driver.

Answers on the pipe: ``tokens``, ``sign``, ``log_out``, ``verify``, ``stats``. A PIN comes with
``sign``, is handed to the driver at most once and is kept by nobody.

Environment: PKCS11_MODULE, TRUST_ROOTS, TSA_URL (optional).
"""

import hashlib
import logging
import os
import time
from pathlib import Path
from typing import Any

from tenderhall_kit import logs

from signing.pdf.signature import Level, Order, TimeStamping, sha256_of, sign_document
from signing.pipe import Refused
from signing.serving import Progress, serve
from signing.token.module import Module, TokenStatus
from signing.token.session import Identity, Login
from signing.token.signer import TokenSigner
from signing.trust import Trust, common_name
from signing.verify import verify

__all__ = ["TokenWorker"]


class TokenWorker:
    """介质进程 the module, the trust list and the TSA, and what can be asked of them."""

    def __init__(self, module: Module, trust: Trust, stamping: TimeStamping | None) -> None:
        self._module = module
        self._trust = trust
        self._stamping = stamping
        self._signatures = 0

    def tokens(self, _args: dict[str, Any], _progress: Progress) -> dict[str, Any]:
        """在线介质 serial, label, flags, subject, certificate_sha256, not_after of each."""
        return {"tokens": [_described(status) for status in self._module.statuses()]}

    def sign(self, args: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """签章 stamp, sign once, verify; ``{sha256, size, verdict, milliseconds}``.

        With ``ask_ca: false`` the verdict is about the bytes, the signature and its chain only:
        who is told of it asks the CA about revocation.
        """
        began = time.monotonic()
        order, login = _order(args), _login(args)
        identity = self._module.identity(args["serial"], args["certificates"])
        signer = self._signer(args["serial"], identity, login)
        sign_document(order, signer, self._trust, self._stamping, progress)
        asking = args.get("ask_ca", True)
        verdict = verify(order.output, self._trust if asking else self._trust.without_asking())
        if not verdict["ok"]:
            raise Refused("VERIFICATION", verdict["summary_zh"])
        return {
            "sha256": sha256_of(order.output),
            "size": order.output.stat().st_size,
            "verdict": verdict,
            "milliseconds": round((time.monotonic() - began) * 1000),
        }

    def log_out(self, args: dict[str, Any], _progress: Progress) -> dict[str, Any]:
        """登出 end a held login."""
        self._module.log_out(args["serial"])
        return {}

    def verify(self, args: dict[str, Any], _progress: Progress) -> dict[str, Any]:
        """验章 of a local file."""
        return verify(Path(args["path"]), self._trust)

    def stats(self, _args: dict[str, Any], _progress: Progress) -> dict[str, Any]:
        """计数 signatures asked of the driver since the start."""
        return {"signatures": self._signatures}

    def _signer(self, serial: str, identity: Identity, login: Login) -> TokenSigner:
        pool = tuple(one.certificate for one in self._module.identities(serial))

        def once(data: bytes) -> bytes:
            self._signatures += 1
            return self._module.sign(serial, identity, data, login)

        chain = self._trust.chain_of(identity.certificate, pool)
        return TokenSigner(identity.certificate, chain, once)


def _order(args: dict[str, Any]) -> Order:
    return Order(
        source=Path(args["source"]),
        output=Path(args["output"]),
        sha256=args["sha256"],
        placement=args["placement"],
        picture=Path(args["picture"]),
        level=Level(args["level"]),
        reason=args.get("reason", ""),
    )


def _login(args: dict[str, Any]) -> Login:
    hold = args.get("hold") or {}
    return Login(
        operation=args["operation"],
        pin=args.pop("pin", None),
        owner=hold.get("owner", ""),
        hold_seconds=hold.get("seconds", 0),
        hold_signatures=hold.get("signatures", 1),
    )


def _described(status: TokenStatus) -> dict[str, Any]:
    told: dict[str, Any] = {
        "serial": status.serial,
        "label": status.label,
        "flags": list(status.flags),
        "subject": None,
        "certificate_sha256": None,
        "not_after": None,
    }
    if status.identities:
        newest = status.identities[0].certificate
        told["subject"] = common_name(newest)
        told["certificate_sha256"] = hashlib.sha256(newest.dump()).hexdigest()
        told["not_after"] = newest.not_valid_after.isoformat()
    return told


def main() -> None:
    """启动 load the driver, then answer until the host closes the pipe."""
    logs.configure("signing-token", os.environ.get("LOG_LEVEL", "INFO"))
    for chatty in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    tsa = os.environ.get("TSA_URL")
    worker = TokenWorker(
        Module(os.environ["PKCS11_MODULE"]),
        Trust.from_pem(Path(os.environ["TRUST_ROOTS"])),
        TimeStamping(tsa) if tsa else None,
    )
    operations = ("tokens", "sign", "log_out", "verify", "stats")
    serve({name: getattr(worker, name) for name in operations})


if __name__ == "__main__":
    main()
