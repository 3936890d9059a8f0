"""Logs that people export: columns of a CSV over time, with zone, gaps and units checked."""
