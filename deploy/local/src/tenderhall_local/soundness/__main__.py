"""`python -m tenderhall_local.soundness [--root .local/run]`: the faults, one a line; 1 if any."""

import argparse
import sys
from pathlib import Path

from tenderhall_local.soundness import Books, settle
from tenderhall_local.stack import Stack


def main() -> int:
    """查账 the platform on a stack."""
    parser = argparse.ArgumentParser(prog="python -m tenderhall_local.soundness")
    parser.add_argument("--root", type=Path, default=Path(".local/run"))
    stack = Stack.load(parser.parse_args().root)
    faults = settle(stack, Books.of(stack))
    print("\n".join(map(str, faults)) or "✔ 账实相符 sound")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
