"""Sweeps: many scenarios made from one by rules, run in threads or on a Dask cluster.

`read_sweep` reads a sweep file, `run_sweep` runs it into a folder, `read_rows` reads one back.
Each stage is a module: values, design (axes), rules (derived keys, filters), sweepfile, expand
(settings to scenarios), plan (chunks), chunk (what a worker does), rows, store (the folder),
work (threads) and cluster (Dask), run.
"""
