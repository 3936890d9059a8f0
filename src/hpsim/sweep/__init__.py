"""Sweeps: many scenarios made from one by rules, run in threads or on a Dask cluster.

``design`` reads a sweep file and turns the settings of a run into a scenario; ``execute`` plans
chunks, does them in threads or on a cluster, and writes the rows; ``analyse`` reads them back for
summaries, pictures and sensitivity. ``columns`` and ``folder`` are what the last two share.
"""
