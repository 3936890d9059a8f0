import platform
import subprocess
import sys

import pytest

MAKES_ARRAYS = """
import resource
import numpy as np
from hpsim.simulate.freed_memory import keep_freed_memory
assert keep_freed_memory()
def make():
    return [np.ones(500_000) for _ in range(4)]
make()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
make()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
PAGES = 4 * 500_000 * 8 // 4096


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is asked to")
def test_arrays_take_the_pages_of_those_that_were_freed():
    done = subprocess.run(
        [sys.executable, "-c", MAKES_ARRAYS], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < PAGES / 20
