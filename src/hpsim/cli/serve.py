"""``hpsim serve``: the live page, on this machine alone."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from hpsim.errors import HpsimError

HOST = "127.0.0.1"
DEFAULT_PORT = 8765


def command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = DEFAULT_PORT,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Open a page on which room, place and units are chosen and the result follows."""
    try:
        import uvicorn

        from hpsim.serve.app import application
    except ImportError as error:
        message, title = f"{error.name} is not installed", "hpsim serve needs more packages"
        raise HpsimError.of(message, hint="pip install 'hpsim[serve]'", title=title) from None
    listening = _listen(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    print(f"The live page is at {address} (this machine alone). Ctrl-C ends it.", flush=True)
    if not no_browser:
        _open(address)
    server = uvicorn.Server(uvicorn.Config(application(), log_level="warning"))
    server.run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    """Return a socket on the port, or say that it is in use."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        hint = "stop the other program, or give another --port (0: any free one)"
        message, title = f"port {port} can't be used: {error.strerror}", "hpsim serve: not started"
        raise HpsimError.of(message, "--port", hint=hint, title=title) from None
    return listening


def _open(address: str) -> None:
    """Open the page; without a browser the address on the screen has to do."""
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        print("No browser is found on this machine: open the address in one.")
        return
    webbrowser.open(address)
