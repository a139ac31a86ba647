"""健康检查 ``healthy.py [path]``: the exit code tells whether this container's program is ready."""

import os
import sys
from urllib.request import urlopen

PORT = os.environ.get("GATEWAY_PORT") or os.environ["HEALTH_PORT"]
PATH = sys.argv[1] if len(sys.argv) > 1 else "/ready"

try:
    urlopen(f"http://127.0.0.1:{PORT}{PATH}", timeout=5).close()
except OSError as fault:
    sys.exit(f"未就绪 not ready: {fault}")
