"""How the documentation site is built: ``make docs`` writes it to ``docs/_build``.

The pages are plain Markdown that reads well in the repository too. What a site needs more, the list
of pages and the README as its front page, is added here while it is built.
"""

from __future__ import annotations

import re

import hpsim

project = "hpsim"
author = "the hpsim maintainers"
copyright = "the hpsim maintainers"  # noqa: A001  # Sphinx calls it so
version = release = hpsim.__version__

extensions = ["myst_parser"]
myst_heading_anchors = 4
myst_enable_extensions = ["dollarmath", "deflist"]
exclude_patterns = ["_build", "README.md"]
html_theme = "pydata_sphinx_theme"
html_title = "hpsim"
html_theme_options = {
    "navbar_center": [],
    "show_prev_next": False,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
}
html_sidebars = {"**": ["globaltoc.html"]}
html_show_sourcelink = False
html_css_files = ["site.css"]
html_static_path = ["_static"]
nitpicky = True

PAGE_LINK = re.compile(r"^\| \[[^\]]+\]\(([\w-]+)\.md\)", re.MULTILINE)
SECTION = re.compile(r"^\*\*(.+)\*\*$", re.MULTILINE)
REPOSITORY_LINK = re.compile(r"\[([^\]]+)\]\(\.\./[^)]+\)")
FOLDER_LINK = re.compile(r"\[([^\]]+)\]\((?!\w+:)[^)#]+/\)")


def _on_source_read(_app: object, name: str, source: list[str]) -> None:
    """Add the list of pages to the index, and leave out links to files of the repository."""
    text = source[0]
    if name == "index":
        text += "".join(_tables_of_contents(text))
    text = REPOSITORY_LINK.sub(r"\1", text)
    source[0] = FOLDER_LINK.sub(r"\1", text)


def _tables_of_contents(index: str) -> list[str]:
    """Return a hidden table of contents for each section of the index."""
    made = []
    parts = SECTION.split(index)
    for caption, body in zip(parts[1::2], parts[2::2], strict=True):
        pages = PAGE_LINK.findall(body)
        made.append("\n```{toctree}\n:hidden:\n:caption: " + caption + "\n\n")
        made.append("\n".join(pages) + "\n```\n")
    return made


def setup(app: object) -> None:
    """Register what is done while pages are read."""
    app.connect("source-read", _on_source_read)  # type: ignore[attr-defined]
