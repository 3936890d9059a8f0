"""Runs the command line: ``python -m hpsim``, and what ``hpsim`` starts."""

import sys


def start() -> int:
    """Run one command; Ctrl-C is told in a word even while the program is still loading."""
    try:
        from hpsim.cli import main

        return main()
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return 130  # 128 + SIGINT, as shells have it


if __name__ == "__main__":
    sys.exit(start())
