"""Everything compiled, and the types it is fed. Imports numpy, numba and its LLVM, nothing else."""
