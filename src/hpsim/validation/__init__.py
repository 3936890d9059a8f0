"""Suites that compare the program with published values."""
