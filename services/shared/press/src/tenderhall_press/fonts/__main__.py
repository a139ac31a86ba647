"""制作排版字体 ``python -m tenderhall_press.fonts build <folder>`` makes what printing needs."""

import argparse
import sys
from pathlib import Path

from tenderhall_press.fonts.folder import build


def main() -> int:
    """Build the folder and say where it lies and what stands for it."""
    parser = argparse.ArgumentParser(prog="python -m tenderhall_press.fonts", description=__doc__)
    parser.add_argument("command", choices=["build"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-fetch", action="store_true", help="不向 Debian 取仿宋 Noto instead")
    asked = parser.parse_args()
    folder = build(asked.folder, fetch=not asked.no_fetch)
    sys.stdout.write(f"{folder.path} {folder.digest}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
