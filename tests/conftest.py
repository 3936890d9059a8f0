"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")  # pictures are files here, never windows

# No deadline: the first call of a compiled function compiles it. Derandomised: what failed once
# fails again, here and everywhere.
settings.register_profile("hpsim", deadline=None, derandomize=True)
settings.load_profile("hpsim")
