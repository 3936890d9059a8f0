"""Seasonal ratings of a heat pump from its test points: AHRI 210/240-2023, and the older ones."""
