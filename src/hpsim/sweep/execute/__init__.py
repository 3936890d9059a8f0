"""Runs done in threads or on a cluster, and stored."""
