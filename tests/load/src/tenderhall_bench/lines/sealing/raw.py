"""裸介质 ``python -m tenderhall_bench.lines.sealing.raw SERIAL``: nothing but C_Sign, in a loop.

What the token itself can do: the limit of the line. Asked for a number of signatures, it answers
how many seconds they took. The PIN comes in the environment variable BENCH_PIN.
"""

import os
import sys
import time
from typing import Any

import pkcs11
from pkcs11 import Attribute, Mechanism, ObjectClass

from tenderhall_bench.child import serve

DATA = b"\x31" * 204
"""As long as the signed attributes of a PAdES signature (signing.md)."""

KEY = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: b"\x01"}


def the_token(library: Any) -> Any:
    """介质 of the serial number that was named."""
    tokens = (slot.get_token() for slot in library.get_slots(token_present=True))
    return next(one for one in tokens if one.serial == sys.argv[1].encode())


def main() -> int:
    """循环签名 until the input ends."""
    token = the_token(pkcs11.lib(os.environ["PKCS11_MODULE"]))
    with token.open(user_pin=os.environ["BENCH_PIN"]) as session:
        (key,) = session.get_objects(KEY)

        def sign(times: int) -> float:
            began = time.perf_counter()
            for _ in range(times):
                key.sign(DATA, mechanism=Mechanism.SHA256_RSA_PKCS)
            return time.perf_counter() - began

        return serve(sign)


if __name__ == "__main__":
    raise SystemExit(main())
