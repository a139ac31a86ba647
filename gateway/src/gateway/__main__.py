"""启动 ``python -m gateway``: uvicorn on GATEWAY_HOST and GATEWAY_PORT."""

import uvicorn

from gateway import logs, settings
from gateway.app import make

_GRACE = 15
"""Seconds for running requests after SIGTERM."""


def main() -> None:
    """运行 until SIGTERM; requests that run then are answered."""
    told = settings.load()
    logs.configure(told.log_level)
    uvicorn.run(
        make(told),
        host=told.host,
        port=told.port,
        proxy_headers=True,
        forwarded_allow_ips=told.trusted_proxies,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=_GRACE,
    )


if __name__ == "__main__":
    main()
