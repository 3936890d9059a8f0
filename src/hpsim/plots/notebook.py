"""A figure that notebooks show as a picture.

Figures here are made without pyplot, so that nothing global changes; a notebook knows no picture
of such a figure unless it has one itself. Importing this loads matplotlib.
"""

from __future__ import annotations

import io

from matplotlib.figure import Figure

from hpsim.plots import style


class NotebookFigure(Figure):
    """A figure with a picture of itself."""

    def _repr_png_(self) -> bytes:
        """Return the picture that a notebook shows, with the settings it was drawn with."""
        picture = io.BytesIO()
        with style.styled():
            self.savefig(picture, format="png")
        return picture.getvalue()
