"""How functions are compiled, and when: not before one is called whose code is nowhere to be found.

Who finds all machine code (`machine_code`) does not import numba, which takes longer than numpy
and longer than a year.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from hpsim.kernel.machine_code import keep_code, read_code
from hpsim.kernel.native import flattened, linked, name_of

BEFORE_COMPILING: list[Callable[[], None]] = []
"""Called when machine code is not found."""

_F = TypeVar("_F", bound=Callable[..., object])
_LOCK = threading.RLock()


def is_switched_off() -> bool:
    """Return whether Python is to run everything as it is written, as numba has it."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


if TYPE_CHECKING:

    def compiled(function: _F) -> _F:
        """Compile ``function`` when it is first called."""
        return function

    def internal(function: _F) -> _F:
        """Compile ``function`` for compiled callers; Python runs it as it is written."""
        return function

    def summing(function: _F) -> _F:
        """Compile ``function`` as `internal` does; a product and its sum are rounded once."""
        return function

elif is_switched_off():

    def compiled(function):
        """Leave ``function`` as it is written: numba is switched off."""
        return function

    internal = summing = compiled

else:

    class _Function:
        """A function with its numba object, which is made when compiled code first calls it."""

        def __init__(self, function, fast=()):
            functools.update_wrapper(self, function)
            self.fast = set(fast)

        @functools.cached_property
        def dispatcher(self):
            return _object_code().dispatcher_of(self.__wrapped__, self.fast)

    class _Helper(_Function):
        """A function that compiled code calls compiled, and Python as it is written."""

        def __call__(self, *arguments):
            return self.__wrapped__(*arguments)

    class _Compiled(_Function):
        """A function that Python calls compiled; there is code for each list of argument types."""

        def __init__(self, function):
            super().__init__(function)
            self.calls = {}

        def __call__(self, *arguments):
            kinds, leaves = flattened(arguments)
            call = self.calls.get(kinds)
            if call is None:
                with _LOCK:
                    call = self.calls.get(kinds) or self._call_for(kinds, leaves, arguments)
                    self.calls[kinds] = call
            return call(leaves)

        def _call_for(self, kinds, leaves, arguments):
            name = name_of(self.__name__, kinds)
            kept = read_code(name)
            call = kept and linked(kept, leaves)
            if not call:
                code = _object_code().object_code(self.dispatcher, arguments)
                keep_code(name, code)
                call = linked(code, leaves)
            if not call:
                lacks = ", ".join(code.needs)
                raise RuntimeError(f"{name} can't be linked: this process lacks one of {lacks}")
            return call

    def compiled(function):
        """Compile ``function`` when it is first called, without the GIL, and keep the result.

        Nothing compiled counts references. numba counts those of every array in a tuple that is
        passed on, and of every row that is taken, by atomic additions: two thirds of the base
        pass's time. So a compiled function may not make arrays; its caller owns them all.
        """
        return _Compiled(function)

    def internal(function):
        """Compile ``function`` for compiled callers; Python runs it as it is written."""
        return _Helper(function)

    def summing(function):
        """Compile ``function`` as `internal` does; a product and its sum are rounded once.

        What Python does differs by rounding. A quarter of the base pass's time.
        """
        return _Helper(function, {"contract"})

    @functools.cache
    def _object_code():
        """Return the module that compiles, and load numba with it."""
        for call in BEFORE_COMPILING:
            call()
        from numba import types
        from numba.extending import typeof_impl

        from hpsim.kernel import object_code

        @typeof_impl.register(_Function)
        def type_of_function(function, _context):
            return types.Dispatcher(function.dispatcher)

        return object_code
