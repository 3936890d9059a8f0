"""``hpsim report``: the page of a result folder, written anew from what the folder holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hpsim.cli.options import AsJson


def command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A result folder.")],
    as_json: AsJson = False,
) -> None:
    """Write the report of a result folder anew, without running anything again."""
    from hpsim.folder.place import as_refusal
    from hpsim.folder.reading import read_run
    from hpsim.folder.summary import read_summary
    from hpsim.report.page import write_page

    summary = read_summary(folder)
    run = read_run(folder)
    try:
        page = write_page(run, summary, folder)
    except OSError as error:
        raise as_refusal(error, folder) from error
    if as_json:
        print(json.dumps({"report": str(page)}, indent=2))
    else:
        print(f"The report is {page}: open it in a browser, or send it.")
