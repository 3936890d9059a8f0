"""How machine code is linked and called: by LLVM and ctypes alone.

numba's calling convention passes every leaf of an array by itself: the object that owns its memory
and the one it is a view of (both none here: the caller owns all), its size, the bytes of an item,
its address, shape and strides. A record is passed as its address, a number as it is, and a tuple as
the address of a block of all its leaves, eight bytes each (`object_code.Block`). The function
returns a status and writes what it returns to an address.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.metadata
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from hpsim.kernel.machine_code import MachineCode, keep, read_kept

Leaf: TypeAlias = int | float | bool
Leaves: TypeAlias = list[Leaf | list[Leaf]]  # a list for each tuple
Call: TypeAlias = Callable[[Leaves], object]

_NUMBERS: dict[type, type] = {
    float: float,
    np.float64: float,
    int: int,
    np.int64: int,
    bool: bool,
    np.bool_: bool,
}
_C_TYPES: dict[type, Any] = {float: ctypes.c_double, int: ctypes.c_int64, bool: ctypes.c_bool}
_at_beginning, _address_of = ctypes.c_char.from_buffer, ctypes.addressof
_C_ORDER, _F_ORDER, _AS_NUMBA_TYPES = 0x1, 0x2, 0x500  # aligned and writeable, as numpy has them
_dtype_of = (
    np.generic.dtype.__get__
)  # a record looks its attributes up in Python, many times slower
_TRIAL, _TRIAL_S = "HPSIM_CODE_TRIAL", 120.0
_TRY = "import hpsim.kernel.compiling as c; c.tried(1.0); raise SystemExit(bool(c.NUMBA_ALONE))"
_TUNING = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NUMBA_OPT", "NUMBA_BOUNDSCHECK")


def flattened(arguments: tuple[object, ...]) -> tuple[tuple[object, ...], Leaves]:
    """Return what arguments are and what is passed of them.

    Arguments that are alike have the same types to numba. Numbers, records, arrays and named tuples
    of them are known; all else is a `TypeError`.
    """
    kinds: list[object] = []
    leaves: Leaves = []
    for argument in arguments:
        if isinstance(argument, tuple):
            block: list[Leaf] = []
            _flatten(argument, kinds, block)
            leaves.append(block)
        else:
            _flatten(argument, kinds, leaves)
    return tuple(kinds), leaves


def _flatten(argument: object, kinds: list[object], leaves: list[Any]) -> None:
    kind = type(argument)
    if number := _NUMBERS.get(kind):
        kinds.append(number)
        leaves.append(number(argument))
    elif isinstance(argument, np.ndarray):
        flags, size = argument.flags.num, argument.size
        order = "C" if flags & _C_ORDER else "F" if flags & _F_ORDER else "A"
        kinds += (argument.dtype, argument.ndim, order, flags & _AS_NUMBA_TYPES)
        try:  # a quarter of the time of ``ctypes.data``; nothing reads where an empty array is
            address = _address_of(_at_beginning(argument)) if size else 0  # type: ignore[arg-type]
        except (TypeError, ValueError):  # read-only, or not in C order
            address = argument.ctypes.data
        leaves += (0, 0, size, argument.itemsize, address)
        leaves += argument.shape
        leaves += argument.strides
    elif isinstance(argument, np.void):
        kinds.append(_dtype_of(argument))
        leaves.append(np.frombuffer(argument, np.uint8).ctypes.data)
    elif isinstance(argument, tuple) and hasattr(kind, "_fields"):
        kinds += (kind, len(argument))
        for part in argument:
            _flatten(part, kinds, leaves)
    else:
        raise TypeError(f"compiled functions take numbers, arrays and named tuples, not {kind}")


def name_of(function: str, kinds: tuple[object, ...]) -> str:
    """Return the name under which a function's code for some kinds of arguments is kept."""
    about = repr((_host(), kinds))
    return f"{function}-{hashlib.sha256(about.encode()).hexdigest()[:16]}"


@cache
def _host() -> tuple[str, ...]:
    """Return what code depends on other than sources and types: processor and compiler."""
    import llvmlite
    import llvmlite.binding as llvm

    return (
        llvm.get_process_triple(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
        llvmlite.__version__,
        importlib.metadata.version("numba"),
        *(os.environ.get(name, "") for name in _TUNING),
    )


@cache
def refuse_untried() -> None:
    """Refuse a system on which a process of its own does not get through a call.

    Code is linked here as numba links its own, by LLVM's MCJIT for this processor: on 64-bit ARM
    by llvmlite's memory manager, which keeps code within reach of branches; memory is made
    executable once it is written (Apple's processors refuse both at once). That is known to work on
    Linux. Elsewhere a fault, such as a function that the linker adds and does not find, would end
    the process and could not be caught; so another one tries first, once for each installation.

    Raises
    ------
    RuntimeError
        It has failed.
    """
    system: str = sys.platform
    if system == "linux" or _TRIAL in os.environ:
        return
    outcome = read_kept(_TRIAL)
    if outcome is None:
        words = [sys.executable, "-c", _TRY]
        environment = {**os.environ, _TRIAL: "1"}
        try:
            done = subprocess.run(
                words, env=environment, capture_output=True, timeout=_TRIAL_S, check=False
            )
            outcome = b"" if done.returncode == 0 else b"a trial has failed"
        except (OSError, subprocess.SubprocessError):
            outcome = b"a trial could not be made"
        keep(_TRIAL, outcome)
    if outcome:
        raise RuntimeError(outcome.decode())


def _is_found(name: str) -> bool:
    """Return whether the linker finds a C function, if need be in the C library itself.

    On Windows LLVM does not look into the C runtime, which has the mathematical functions.
    """
    import llvmlite.binding as llvm

    if llvm.address_of_symbol(name) is None:
        library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
        function = getattr(library, name, None)
        if function is None:
            return False
        llvm.add_symbol(name, ctypes.cast(function, ctypes.c_void_p).value)
    return True


def linked(code: MachineCode, leaves: Leaves) -> Call:
    """Return a function that takes flattened arguments.

    Raises
    ------
    RuntimeError
        This process lacks what it calls, or LLVM refuses the code.
    """
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    if lacking := [name for name in code.needs if not _is_found(name)]:
        raise RuntimeError(f"{code.symbol.partition('[')[0]} needs {', '.join(lacking)}")
    machine = llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault")
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code.object_file))
    engine.finalize_object()
    prototype = ctypes.CFUNCTYPE(
        ctypes.c_int32,
        ctypes.c_void_p,
        ctypes.c_void_p,
        *(_C_TYPES.get(type(leaf), ctypes.c_void_p) for leaf in leaves),
    )
    address = engine.get_function_address(code.symbol)
    if not address:
        raise RuntimeError(f"LLVM does not find {code.symbol}")
    function = prototype(address)
    blocks = [(i, _block(leaf)) for i, leaf in enumerate(leaves) if isinstance(leaf, list)]
    layout = struct.Struct(f"@{code.returns}")

    def call(leaves: list[Any], _keeps: object = engine) -> object:
        for i, block in blocks:
            leaves[i] = block.pack(*leaves[i])
        returned, error = ctypes.create_string_buffer(max(layout.size, 8)), ctypes.c_void_p()
        if function(returned, ctypes.byref(error), *leaves):
            raise RuntimeError(f"{code.symbol} has failed")
        values = layout.unpack_from(returned)
        return None if not values else values[0] if len(values) == 1 else values

    return call


def _block(leaves: list[Leaf]) -> struct.Struct:
    """Return the layout of a tuple's leaves in memory."""
    return struct.Struct("".join("d" if isinstance(leaf, float) else "q" for leaf in leaves))
