"""How numba makes machine code of a function and all that it calls.

A module of its own, since it imports numba: only who compiles loads it. numba itself makes machine
code of each function, optimised with what it calls, and links it into a program; here each is
simplified alone, and all together are optimised once, as parts of the function that Python calls.
That takes less than half the time.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import llvmlite.binding as llvm
import llvmlite.ir
import numba
from numba import types
from numba.core import cgutils
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import PassManager
from numba.core.intrinsics import INTR_TO_CMATH
from numba.core.registry import cpu_target
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, lower_getattr_generic, models, register_model

from hpsim.kernel.machine_code import MachineCode

Function = Callable[..., object]
_WORD = llvmlite.ir.IntType(64)
_BEFORE_SHAPE = 5  # words of an array: owner, parent, items, bytes of an item, address
_PASSES = (
    *("translate_bytecode", "fixup_args", "ir_processing", "generic_rewrites", "reconstruct_ssa"),
    *("nopython_type_inference", "strip_phis", "ir_legalization", "annotate_types"),
    *("native_lowering", "nopython_backend"),
)
_LETTERS = {types.none: "", types.float64: "d", types.int64: "q", types.boolean: "?"}


class Block(types.Type):  # type: ignore[misc]  # numba has no types
    """A named tuple that a function is passed the address of, with all that is nested in it.

    Passed as it is, every leaf would be an argument of every function, and compiled again in each.
    Nothing writes to a block while compiled code runs.
    """

    def __init__(self, of: types.BaseNamedTuple) -> None:
        self.of, self.fields, self.words = of, {}, 0
        for name, field in zip(of.fields, of.types, strict=True):
            kind = as_argument(field)
            self.fields[name] = kind, self.words
            self.words += _words(kind)
        super().__init__(name=f"Block{_BLOCKS.setdefault(of, len(_BLOCKS))}")


_BLOCKS: dict[types.Type, int] = {}  # short names: a tuple's own has all its leaves


def as_argument(kind: types.Type) -> types.Type:
    """Return the type as which an argument is passed."""
    return Block(kind) if isinstance(kind, types.BaseNamedTuple) else kind


def _words(kind: types.Type) -> int:
    """Return the length of a type in a block, in words of eight bytes."""
    if isinstance(kind, Block):
        return kind.words
    return _BEFORE_SHAPE + 2 * kind.ndim if isinstance(kind, types.Array) else 1


register_model(Block)(models.OpaqueModel)


@infer_getattr
class _BlockAttributes(AttributeTemplate):  # type: ignore[misc]  # numba has no types
    key = Block

    def generic_resolve(self, block: Block, name: str) -> types.Type | None:
        return block.fields[name][0] if name in block.fields else None


@lower_getattr_generic(Block)
def _load_field(context: Any, builder: Any, block: Block, address: Any, name: str) -> Any:
    """Load a field from a block: the address of one that is nested in it."""
    kind, first = block.fields[name]
    words = builder.bitcast(address, _WORD.as_pointer())
    constant = builder.module.add_metadata([])

    def load(word: int) -> Any:
        loaded = builder.load(builder.gep(words, [_WORD(first + word)]))
        loaded.set_metadata("invariant.load", constant)
        return loaded

    if isinstance(kind, Block):
        return builder.bitcast(builder.gep(words, [_WORD(first)]), address.type)
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder)
        array.nitems, array.itemsize = load(2), load(3)
        array.data = builder.inttoptr(load(4), array.data.type)
        of_shape = [load(_BEFORE_SHAPE + i) for i in range(2 * kind.ndim)]
        array.shape = cgutils.pack_array(builder, of_shape[: kind.ndim])
        array.strides = cgutils.pack_array(builder, of_shape[kind.ndim :])
        return array._getvalue()
    loaded, wanted = load(0), context.get_value_type(kind)
    if isinstance(kind, types.Record):
        return builder.inttoptr(loaded, wanted)
    if isinstance(kind, types.Boolean):
        return builder.trunc(loaded, wanted)
    return builder.bitcast(loaded, wanted)


class _Pipeline(CompilerBase):  # type: ignore[misc]  # numba has no types
    """The passes that the kernel's plain functions need, of the thirty that numba runs."""

    def define_pipelines(self) -> list[PassManager]:
        """Return the passes in numba's order."""
        usual, own = DefaultPassBuilder.define_nopython_pipeline(self.state), PassManager("kernel")
        for kind, words in usual.passes:
            if kind.name() in _PASSES:
                own.add_pass(kind, words)
        own.finalize()
        return [own]


class _Apart(_Pipeline):
    """The same for a function that is passed no two arrays that overlap."""

    def define_pipelines(self) -> list[PassManager]:
        """Let LLVM know of all pointers that nothing else leads to what is written there."""
        self.state.flags.noalias = True
        return super().define_pipelines()


class _Part(JITCodeLibrary):  # type: ignore[misc]  # numba has no types
    """A function's code, simplified, until it is linked into one that Python calls."""

    # what these replace is numba's; it looks for none of this code in the running program

    def _optimize_functions(self, module: llvm.ModuleRef) -> None:
        module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        for library in self._linking_libraries:
            library._ensure_finalized()
        passes = llvm.create_new_module_pass_manager()
        passes.add_sroa_pass()
        passes.add_instruction_combine_pass()
        passes.add_simplify_cfg_pass()
        _run(self._final_module, passes)
        self._finalized = True

    def get_pointer_to_function(self, _name: str) -> int:
        return 0


_SEPARATE: set[str] = set()  # parts of LLVM's names of what is not compiled into its callers


def dispatcher_of(function: Function, fast: set[str], are_apart: bool) -> Any:
    """Return numba's object of a function, without ways in from Python.

    ``fast`` are LLVM's flags; ``are_apart``: no two arrays that it is passed overlap.
    """
    if are_apart:
        name = function.__name__
        _SEPARATE.add(f"{len(name)}{name}B")
    dispatcher = numba.njit(
        nogil=True,
        error_model="numpy",
        fastmath=fast,
        _nrt=False,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        pipeline_class=_Apart if are_apart else _Pipeline,
    )(function)
    compile_it = dispatcher.compile

    def compile_as_part(signature: object) -> object:
        with _parts():
            return compile_it(signature)

    dispatcher.compile = compile_as_part
    return dispatcher


@contextlib.contextmanager
def _parts() -> Iterator[None]:
    """Let numba make parts of code instead of code that runs."""
    with global_compiler_lock:
        codegen, typing = _codegen(), cpu_target.typing_context
        before = codegen._library_class, codegen.set_env, typing.resolve_function_type
        codegen._library_class, codegen.set_env = _Part, lambda _name, _environment: None
        typing.resolve_function_type = _resolve_once
        try:
            yield
        finally:
            codegen._library_class, codegen.set_env, typing.resolve_function_type = before


_RESOLVED: dict[object, Any] = {}


def _resolve_once(function: types.Type, arguments: tuple[types.Type, ...], named: Any) -> Any:
    """Return the signature of a call; of numbers, numba would find the same one again each time."""
    resolve = type(cpu_target.typing_context).resolve_function_type
    if named or not all(isinstance(kind, types.Number | types.Boolean) for kind in arguments):
        return resolve(cpu_target.typing_context, function, arguments, named)
    key = function, arguments
    if key not in _RESOLVED:
        _RESOLVED[key] = resolve(cpu_target.typing_context, function, arguments, named)
    return _RESOLVED[key]


def object_code(dispatcher: Any, arguments: tuple[object, ...]) -> MachineCode:
    """Return a function compiled for the types of some arguments."""
    signature = tuple(as_argument(numba.typeof(argument)) for argument in arguments)
    with global_compiler_lock:
        dispatcher.compile(signature)
        result = dispatcher.overloads[signature]
        module = _linked(result.library, result.fndesc.llvm_func_name)
        return MachineCode(
            symbol=result.fndesc.llvm_func_name,
            returns=_letters(result.signature.return_type),
            needs=tuple(_called(module)),
            object_file=_machine().emit_object(module),
        )


def _linked(library: _Part, name: str) -> llvm.ModuleRef:
    """Return a function with all that it calls as one module, optimised.

    All becomes part of its callers but loops over arrays that are kept apart: what several numbers
    are returned in is then no memory, which cost as much as some of the functions.
    """
    module, parts, found = library._final_module.clone(), [library], {library}
    while parts:
        for part in parts.pop()._linking_libraries:
            if part not in found:
                found.add(part)
                parts.append(part)
                module.link_in(part._get_module_for_linking(), preserve=True)
    for function in module.functions:
        if not function.is_declaration and function.name != name:
            function.linkage = "internal"
            if not any(part in function.name for part in _SEPARATE):
                function.add_function_attribute("alwaysinline")
    _run(
        module, None, speed_level=numba.config.OPT, loop_vectorization=True, loop_interleaving=False
    )
    module.verify()
    return module


def _run(module: llvm.ModuleRef, passes: llvm.ModulePassManager | None, **tuning: object) -> None:
    """Run passes, or all of LLVM's own, over a module."""
    options = llvm.create_pipeline_tuning_options()
    for name, value in tuning.items():
        setattr(options, name, value)
    builder = llvm.create_pass_builder(_machine(), options)
    (passes or builder.getModulePassManager()).run(module, builder)


def _codegen() -> Any:
    return cpu_target.target_context.codegen()


@functools.cache
def _machine() -> llvm.TargetMachine:
    """Return the processor that code is made for, as numba has it but for the width of vectors.

    Loops here are over ten to forty numbers. Where a processor takes eight at once, those left
    over are taken one by one; by fours the ideal-load pass takes a fifth less.
    """
    options = {"opt": numba.config.OPT}
    _codegen()._customize_tm_options(options)
    if "+avx512f" in options["features"].split(","):
        options["features"] += ",+prefer-256-bit"
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(**options)


def _letters(returned: types.Type) -> str:
    """Return the letters of `struct` for what a function returns."""
    if isinstance(returned, types.BaseTuple):
        return "".join(_letters(part) for part in returned)
    return _LETTERS[returned]


def _called(module: llvm.ModuleRef) -> Iterator[str]:
    """Yield the names of the C functions that a module calls."""
    for function in module.functions:
        if function.is_declaration:
            name = INTR_TO_CMATH.get(function.name, function.name)
            if not name.startswith("llvm."):
                yield name
