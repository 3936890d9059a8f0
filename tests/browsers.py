"""The browser in which pages are looked at: Debian's Chromium, driven by playwright."""

from __future__ import annotations

import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SERIOUS = ("serious", "critical")
"""Impacts of findings of axe that are not accepted."""
