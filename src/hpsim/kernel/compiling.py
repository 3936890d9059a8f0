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

from hpsim.kernel.machine_code import MachineCode, keep_code, read_code
from hpsim.kernel.native import flatten, linked, name_of

BEFORE_COMPILING: list[Callable[[], None]] = []
"""Called when machine code is not found."""

_F = TypeVar("_F", bound=Callable[..., object])
_LOCK = threading.RLock()
_HELPER_LEVEL = 1  # how helpers are optimised before their callers are


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

    def inlined(function: _F) -> _F:
        """Compile ``function`` into those that call it; Python runs it as it is written."""
        return function

elif is_switched_off():

    def compiled(function):
        """Leave ``function`` as it is written: numba is switched off."""
        return function

    internal = inlined = compiled

else:

    class _Function:
        """A function with its numba object, which is made when compiled code first calls it."""

        def __init__(self, function, **options):
            functools.update_wrapper(self, function)
            self.options = options

        @functools.cached_property
        def dispatcher(self):
            return _dispatcher(self.__wrapped__, **self.options)

    class _Helper(_Function):
        """A function that compiled code calls compiled, and Python as it is written.

        It is optimised once, as part of its callers: half the time of compiling.
        """

        def __call__(self, *arguments):
            return self.__wrapped__(*arguments)

        @functools.cached_property
        def dispatcher(self):
            return _plainly(_dispatcher(self.__wrapped__, **self.options))

    class _Compiled(_Function):
        """A function that Python calls compiled; there is code for each list of argument types."""

        def __init__(self, function):
            super().__init__(function)
            self.calls = {}

        def __call__(self, *arguments):
            kinds, leaves = [], []
            for argument in arguments:
                flatten(argument, kinds, leaves)
            kinds = tuple(kinds)
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
                code = _machine_code(self.dispatcher, arguments)
                keep_code(name, code)
                call = linked(code, leaves)
            return call

    def compiled(function):
        """Compile ``function`` when it is first called, without the GIL, and keep the result.

        Nothing compiled counts references. numba counts those of every array in a tuple that is
        passed on, and of every row that is taken, by atomic additions: two thirds of the base
        pass's time. So a compiled function may not make arrays; its caller owns them all.
        """
        return _Compiled(function)

    def internal(function):
        """Compile ``function`` for compiled callers: what several of them call.

        Python runs it as it is written.
        """
        return _Helper(function)

    def inlined(function):
        """Compile ``function`` into those that call it.

        A part of a loop's body with a name: what it is passed and returns costs nothing. Python
        runs it as it is written.
        """
        return _Helper(function, forceinline=True)

    @functools.cache
    def _numba():
        """Return numba, which now knows what the functions of this module are."""
        for call in BEFORE_COMPILING:
            call()
        import numba
        from numba.extending import typeof_impl

        @typeof_impl.register(_Function)
        def type_of_function(function, _context):
            return numba.types.Dispatcher(function.dispatcher)

        return numba

    def _dispatcher(function, **options):
        """Return numba's object of a function, without ways in from Python: `linked` makes them."""
        return _numba().njit(
            nogil=True,
            error_model="numpy",
            _nrt=False,
            no_cpython_wrapper=True,
            no_cfunc_wrapper=True,
            **options,
        )(function)

    def _plainly(dispatcher):
        """Let a function be optimised little by itself."""
        from numba.core.compiler_lock import global_compiler_lock

        config, compile_it = _numba().config, dispatcher.compile

        def compile_plainly(signature):
            with global_compiler_lock:
                level = config.OPT
                config.OPT = type(level)(_HELPER_LEVEL)
                try:
                    return compile_it(signature)
                finally:
                    config.OPT = level

        dispatcher.compile = compile_plainly
        return dispatcher

    def _machine_code(dispatcher, arguments):
        """Return a function compiled for the types of some arguments."""
        signature = tuple(_numba().typeof(argument) for argument in arguments)
        dispatcher.compile(signature)
        result = dispatcher.overloads[signature]
        return MachineCode(
            symbol=result.fndesc.llvm_func_name,
            returns=_letters(result.signature.return_type),
            needs=tuple(_called(result.library)),
            object_file=result.library._get_compiled_object(),
        )

    def _letters(returned):
        """Return the letters of `struct` for what a function returns."""
        types = _numba().types
        if isinstance(returned, types.BaseTuple):
            return "".join(_letters(part) for part in returned)
        return {types.none: "", types.float64: "d", types.int64: "q", types.boolean: "?"}[returned]

    def _called(library):
        """Yield the names of the C functions that a library calls."""
        from numba.core.intrinsics import INTR_TO_CMATH

        for function in library._final_module.functions:
            if function.is_declaration:
                name = INTR_TO_CMATH.get(function.name, function.name)
                if not name.startswith("llvm."):
                    yield name
