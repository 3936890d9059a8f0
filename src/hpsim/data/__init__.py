"""Figures of materials, heat pumps and published cases, each with its source."""
