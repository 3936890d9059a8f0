"""The page of a result folder: one HTML file that opens anywhere, offline.

`write_page` makes it from a run and its summary; `hpsim report FOLDER` makes it again from what the
folder holds, `several_html` one page of several runs. `charts` builds the pictures, `tables` the
table, `sections` the texts, and `build` puts them into the templates under ``assets``.
"""

from hpsim.report.page.build import (
    EMPTY_STYLE,
    asset,
    page_html,
    parts_html,
    several_html,
    write_page,
)
from hpsim.report.page.compared import Shown

__all__ = [
    "EMPTY_STYLE",
    "Shown",
    "asset",
    "page_html",
    "parts_html",
    "several_html",
    "write_page",
]
