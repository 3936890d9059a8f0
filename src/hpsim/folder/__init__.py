"""The result folder: what it holds, written whole or not at all, and read back.

docs/results.md describes every file.
"""
