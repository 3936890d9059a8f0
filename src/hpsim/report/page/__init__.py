"""The page of a result folder: one HTML file that opens anywhere, offline.

`write_page` makes it from a run and its summary; `hpsim report FOLDER` makes it again from what the
folder holds. `charts` builds the pictures, `tables` the table and the texts, `build` puts them into
the template under ``assets``.
"""

from hpsim.report.page.build import asset, page_html, parts_html, read_sure, write_page

__all__ = ["asset", "page_html", "parts_html", "read_sure", "write_page"]
