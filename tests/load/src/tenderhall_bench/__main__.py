"""`python -m tenderhall_bench`."""

import sys

from tenderhall_bench.cli import main

if __name__ == "__main__":  # workers of a line import this module, too
    sys.exit(main())
