"""验章进程 ``python -m signing.verifier``: pyHanko runs asyncio, which greenlets cannot host.

Answers ``verify`` on the pipe. Environment: TRUST_ROOTS.
"""

import logging
import os
import resource
from pathlib import Path
from typing import Any

from tenderhall_kit import logs

from signing.serving import Progress, serve
from signing.trust import Trust
from signing.verify import verify

MEMORY = 2 * 2**30
"""Bytes of address space: a decompression bomb ends this process, not the machine."""


def main() -> None:
    """启动 read the trust list, then answer until the service closes the pipe."""
    logs.configure("signing-verifier", os.environ.get("LOG_LEVEL", "INFO"))
    for chatty in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    trust = Trust.from_pem(Path(os.environ["TRUST_ROOTS"]))

    def judge(args: dict[str, Any], _progress: Progress) -> dict[str, Any]:
        return verify(Path(args["path"]), trust)

    serve({"verify": judge})


if __name__ == "__main__":
    main()
