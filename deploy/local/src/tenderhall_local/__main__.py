"""`python -m tenderhall_local`."""

import sys

from tenderhall_local.cli import main

sys.exit(main())
