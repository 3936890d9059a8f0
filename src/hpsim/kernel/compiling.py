"""How functions are compiled, and when: not before one is called whose code is nowhere to be found.

Who finds all machine code (`machine_code`) does not import numba, which takes longer than numpy
and longer than a year. Where code can't be made, linked or called in this way (another version of
numba, a system without some symbol), numba compiles and calls all functions by itself.
"""

from __future__ import annotations

import contextlib
import functools
import math
import os
import threading
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from hpsim.kernel.machine_code import cache_folder, keep_code, read_code
from hpsim.kernel.native import flattened, linked, name_of, refuse_untried

BEFORE_COMPILING: list[Callable[[], None]] = []
"""Called when machine code is not found."""

NUMBA_ALONE: list[str] = []
"""Why numba compiles and calls all functions by itself; empty: it does not."""

REDUCING = ("contract", "reassoc")
"""LLVM's flags of sums in any order."""

_F = TypeVar("_F", bound=Callable[..., object])
_LOCK = threading.RLock()


def is_switched_off() -> bool:
    """Return whether Python is to run everything as it is written, as numba has it."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


if TYPE_CHECKING:

    def compiled(function: _F) -> _F:
        """Compile ``function`` when it is first called."""
        return function

    def summing(function: _F) -> _F:
        """Compile ``function`` when it is first called; what it sums is added in any order."""
        return function

    def internal(function: _F) -> _F:
        """Compile ``function`` for compiled callers; Python runs it as it is written."""
        return function

    def apart(function: _F) -> _F:
        """Compile ``function`` as `internal` does; no two arrays that it is passed overlap."""
        return function

    def reducing(function: _F) -> _F:
        """Compile ``function`` as `apart` does; what it sums is added in any order."""
        return function

elif is_switched_off():

    def compiled(function):
        """Leave ``function`` as it is written: numba is switched off."""
        return function

    summing = internal = apart = reducing = compiled

else:

    class _Function:
        """A function with its numba object, which is made when compiled code first calls it."""

        def __init__(self, function, fast=(), are_apart=False):
            functools.update_wrapper(self, function)
            self.fast, self.are_apart = set(fast), are_apart

        @functools.cached_property
        def dispatcher(self):
            _load_numba()
            from hpsim.kernel.object_code import dispatcher_of

            return dispatcher_of(self.__wrapped__, self.fast, self.are_apart)

        @functools.cached_property
        def plain(self):
            """As numba has it, for when it compiles and calls all by itself."""
            numba, folder = _load_numba(), cache_folder()
            if folder is not None:
                numba.config.CACHE_DIR = str(folder)
            options = {"nogil": True, "error_model": "numpy", "cache": folder is not None}
            return numba.njit(fastmath=self.fast, **options)(self.__wrapped__)

    class _Helper(_Function):
        """A function that compiled code calls compiled, and Python as it is written."""

        def __call__(self, *arguments):
            return self.__wrapped__(*arguments)

    class _Compiled(_Function):
        """A function that Python calls compiled; there is code for each list of argument types."""

        def __init__(self, function, fast=(), are_apart=False):
            super().__init__(function, fast, are_apart)
            self.calls = {}

        def __call__(self, *arguments):
            kinds, leaves = flattened(arguments)
            call = self.calls.get(kinds)
            if call is None and not NUMBA_ALONE:
                with _LOCK:
                    call = self.calls.get(kinds) or self._call_for(kinds, leaves, arguments)
                    self.calls[kinds] = call
            return call(leaves) if call else self.plain(*arguments)

        def _call_for(self, kinds, leaves, arguments):
            """Return what calls the function's code; None, with a warning: only numba can."""
            try:
                refuse_untried()
                name = name_of(self.__name__, kinds)
                kept, call = read_code(name), None
                if kept:
                    with contextlib.suppress(RuntimeError):  # made under other circumstances
                        call = linked(kept, leaves)
                if not call:
                    dispatcher = self.dispatcher
                    from hpsim.kernel.object_code import object_code

                    code = object_code(dispatcher, arguments)
                    call = linked(code, leaves)
                    keep_code(name, code)
            except MemoryError:
                raise
            except Exception as error:
                _leave_it_to_numba(error)
                return None
            return call

    def compiled(function):
        """Compile ``function`` when it is first called, without the GIL, and keep the result.

        Nothing compiled counts references. numba counts those of every array in a tuple that is
        passed on, and of every row that is taken, by atomic additions: two thirds of the base
        pass's time. So a compiled function may not make arrays; its caller owns them all.
        """
        return _Compiled(function)

    def summing(function):
        """Compile ``function`` as `compiled` does, and its sums as `reducing` does."""
        return _Compiled(function, REDUCING, are_apart=True)

    def internal(function):
        """Compile ``function`` for compiled callers; Python runs it as it is written.

        A product and its sum are rounded once, so that Python's results differ by rounding: a
        quarter of the ideal-load pass's time, a twentieth of the year's.
        """
        return _Helper(function, {"contract"})

    def apart(function):
        """Compile ``function`` as `internal` does; no two arrays that it is passed overlap.

        Nor does one of them with an array of a tuple. Its loops need not look whether they do.
        """
        return _Helper(function, {"contract"}, are_apart=True)

    def reducing(function):
        """Compile ``function`` as `apart` does; what it sums is added in any order.

        Several partial sums then do not wait for each other.
        """
        return _Helper(function, REDUCING, are_apart=True)

    @functools.cache
    def _load_numba():
        """Return numba, which knows from then on what the kernel's functions are."""
        for call in BEFORE_COMPILING:
            call()
        import numba
        from numba.extending import typeof_impl

        @typeof_impl.register(_Function)
        def type_of_function(function, _context):
            return numba.types.Dispatcher(function.plain if NUMBA_ALONE else function.dispatcher)

        return numba

    def _leave_it_to_numba(error):
        """Let numba compile and call all that is not linked yet, and say so once."""
        lines = str(error).strip().splitlines() or [type(error).__name__]
        if not NUMBA_ALONE:
            warnings.warn(
                f"machine code can't be linked here ({lines[0]}): numba compiles and runs it, "
                "which takes a minute once and some seconds at every later start",
                stacklevel=2,
            )
        NUMBA_ALONE.append(lines[0])

    @compiled
    def tried(x):
        """Return what `native.refuse_untried` tries: it calls C functions."""
        return math.exp(x) * math.pow(x, 1.0 / 3.0) + math.atan2(x, 2.0)
