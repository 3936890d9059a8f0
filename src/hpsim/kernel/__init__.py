"""Everything compiled, and the types it is fed. Imports numpy and numba, nothing else."""
