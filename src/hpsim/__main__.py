"""Runs the command line: ``python -m hpsim``."""

import sys

from hpsim.cli import main

sys.exit(main())
