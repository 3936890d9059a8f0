"""Runs the command line: ``python -m hpsim``, and what ``hpsim`` starts."""

import contextlib
import os
import sys


def start() -> int:
    """Run one command; Ctrl-C is reported in a word even while the program is still loading."""
    open_closed_streams()
    try:
        from hpsim.cli import main

        return main()
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            print("\ninterrupted", file=sys.stderr)
        return 130  # 128 + SIGINT, as shells have it


def open_closed_streams() -> None:
    """Let streams that were closed before the start (``>&-``) swallow what is written to them.

    Otherwise the first file that is opened would take the place of one.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    sys.exit(start())
