"""启动签章主机 ``python -m signing.host``; settings in services/signing/README.md."""

import sys

import eventlet

eventlet.monkey_patch()

from signing.host.main import main  # noqa: E402 — everything else is imported patched

if __name__ == "__main__":
    sys.exit(main())
