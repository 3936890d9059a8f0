"""Three first scenarios, typed at ``hpsim init`` on a terminal of 80 columns."""

from __future__ import annotations

import gzip
import os
import pty
import re
import select
import sys
import time
from pathlib import Path

import pytest

from hpsim import cli

ROOT = Path(__file__).resolve().parents[3]
CHARACTERS_PER_S = 40 * 5 / 60  # forty words a minute
MAX_QUESTIONS = 8
PROMPT = re.compile(r": $")
FIRST_ROOMS = {
    "garage in Minneapolis": [
        "Garage workshop", "Minneapolis, MN", "garage", "440 ft2", "poor", "9 ft", "attic",
        "18 kBtu/h",
    ],
    "office in Atlanta": ["Office", "Atlanta", "office", "180 ft2", "good", "9 kBtu/h"],
    "flat in Berlin": [
        "Wohnung", "tmy_52.520_13.405_2005_2023.csv", "apartment", "45 m2", "average", "", "",
        "2.5 kW",
    ],
}  # fmt: skip


def typed(words: list[str], answers: list[str]) -> tuple[str, int]:
    """Run hpsim on a terminal, answer what it asks; return the screen and the exit code."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(COLUMNS="80", TERM="xterm")
        os.execv(sys.executable, [sys.executable, "-m", "hpsim", *words])
    left, screen, seen, until = list(answers), "", 0, time.monotonic() + 60.0
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                read = os.read(terminal, 65536)
            except OSError:  # the other end is closed
                break
            screen += read.decode()
        elif PROMPT.search(screen[seen:]) and left:
            os.write(terminal, f"{left.pop(0)}\n".encode())
            seen = len(screen)
    else:
        os.kill(pid, 9)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    assert left == []
    return screen.replace("\r", ""), code


@pytest.mark.parametrize("room", FIRST_ROOMS)
def test_a_first_room_takes_eight_answers_and_half_a_minute_of_typing(
    room: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answers = FIRST_ROOMS[room]
    if "Berlin" in room:  # a file of one's own, here that of another place
        italy = gzip.decompress((ROOT / "weather/tmy_45.000_8.000_2005_2023.csv.gz").read_bytes())
        Path(answers[1]).write_bytes(italy)
    screen, code = typed(["init"], answers)
    assert code == 0, screen
    assert len(answers) <= MAX_QUESTIONS
    printed = [
        line for line in screen.splitlines() if not line.endswith(tuple(filter(None, answers)))
    ]
    assert max(map(len, printed)) <= 80
    commands = re.findall(r"Next: (.*)", screen)
    to_type = [*answers, "hpsim init", *commands]
    assert sum(len(text) + 1 for text in to_type) / CHARACTERS_PER_S < 40.0
    assert cli.main(["check", commands[0].split()[-1]]) == 0
