"""Texts of the page in both systems of units: the page shows one and hides the other."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from hpsim.units.display import quantity_text, translated
from hpsim.units.systems import UnitSystem


def either(write: Callable[[UnitSystem], str]) -> Markup:
    """Return what ``write`` gives for US and for SI units; the text once where both are equal."""
    us, si = write("us"), write("si")
    if us == si:
        return Markup.escape(us)
    template = '<span class="us">{}</span><span class="si">{}</span>'
    return Markup(template).format(us, si)  # format escapes


def both(value: float | None, name: str) -> Markup:
    """Return a quantity in both systems, as `quantity_text` writes it."""
    return either(lambda system: quantity_text(value, name, system))


def both_translated(text: str) -> Markup:
    """Return a text with SI quantities in both systems, as `translated` does."""
    return either(lambda system: translated(text, system))
