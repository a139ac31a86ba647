"""启动服务 ``python -m tenderhall_kit.run <package>`` serves ``<package>.service:SERVICE``."""

import sys

import eventlet

eventlet.monkey_patch()

from tenderhall_kit.process import main  # noqa: E402 — everything else is imported patched

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
