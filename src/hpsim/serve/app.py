"""The live page's web application: three addresses, on this machine alone."""

from __future__ import annotations

import asyncio
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hpsim.building.description.room_kinds import KIND_WORDS, QUALITY_WORDS
from hpsim.errors import HpsimError
from hpsim.folder.summary import summary_of
from hpsim.report.page import EMPTY_STYLE, asset, parts_html
from hpsim.scenario.load import load_scenario
from hpsim.serve.form import (
    SIZES_KBTUH,
    UNIT_KINDS,
    Choices,
    about,
    choices_of,
    in_other_units,
    scenario_mapping,
    scenario_yaml,
    usable_choices,
)
from hpsim.verdict.judge import judged_run
from hpsim.weather.catalog import shipped_weather

HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
MAX_QUERY = 2000
"""Characters of an address; all choices together are some 200."""
KEPT_RESULTS = 32
GONE = 499
"""Status of a request that nobody waits for any more, as web servers log it."""
POLICY = (
    "default-src 'none'; img-src 'self' data: blob:; script-src 'self'; style-src-elem 'self' "
    f"{EMPTY_STYLE}; style-src-attr 'unsafe-inline'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Of every answer."""


@cache
def own_asset(name: str) -> str:
    """Return a file of the live page: template, style or script."""
    return (files("hpsim.serve") / "assets" / name).read_text(encoding="utf-8")


FILES = {
    "page.css": (asset, "text/css"),
    "page.js": (asset, "text/javascript"),
    "plotly-cartesian.min.js": (asset, "text/javascript"),
    "live.css": (own_asset, "text/css"),
    "live.js": (own_asset, "text/javascript"),
}


@lru_cache(KEPT_RESULTS)
def results_html(choices: Choices) -> str:
    """Return the sections of the page for some choices; the engine of ``hpsim run`` makes them.

    Raises
    ------
    HpsimError
        The choices make no scenario, or its year can't be simulated.
    """
    run = judged_run(load_scenario(scenario_mapping(choices)))
    return f'<p class="about">{escape(about(choices))}</p>{parts_html(run, summary_of(run, None))}'


def application() -> Starlette:
    """Return the live page as an ASGI application."""
    app = Starlette(
        routes=[
            Route("/", _page),
            Route("/results", _results),
            Route("/my-room.yaml", _scenario),
            Route("/favicon.ico", _no_icon),
            Route("/files/{name}", _file),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False),
            Middleware(Guard),
        ],
    )
    app.state.turn = asyncio.Lock()  # two years at once would take twice as long each
    return app


class Guard:
    """Refuse what no page of ours asks for, and let the browser load nothing from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is refused; give HEADERS to every other answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = _refused(Request(scope))
        if refused is not None:
            await refused(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _refused(request: Request) -> Response | None:
    """Return the answer to a request of another page or to an oversized one."""
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Only GET is answered.\n", 405)
    if len(request.url.query) > MAX_QUERY:
        return PlainTextResponse("The address is too long.\n", 414)
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return PlainTextResponse("Another page may not ask this.\n", 403)
    is_foreign = request.headers.get("sec-fetch-site") == "cross-site"
    if is_foreign and request.url.path != "/":  # a link to the page itself is fine
        return PlainTextResponse("Another page may not ask this.\n", 403)
    return None


async def _page(request: Request) -> Response:
    """Give the page with its form; its script asks for the results."""
    choices, problems = usable_choices(request.query_params)
    live = Environment(autoescape=True, undefined=StrictUndefined)
    text = live.from_string(own_asset("live.html.j2")).render(
        choices=_in_units_of(request, choices),
        notice=" ".join(
            f"{problem.as_text()}: the usual value stands here." for problem in problems
        ),
        kinds=KIND_WORDS,
        qualities=QUALITY_WORDS,
        sizes=SIZES_KBTUH,
        unit_kinds=UNIT_KINDS,
        places={entry.id: entry.place for entry in shipped_weather()},
    )
    return HTMLResponse(text)


async def _results(request: Request) -> Response:
    """Give the sections that follow from the choices, or what is wrong with them.

    Choices that were changed again while others were simulated are not simulated any more.
    """
    try:
        async with request.app.state.turn:
            if await request.is_disconnected():
                return Response(status_code=GONE)
            html = await run_in_threadpool(results_html, _chosen(request))
    except HpsimError as error:
        problems = error.problems or []
        lines = [f"{p.key}: {p.message}{f' ({p.hint})' if p.hint else ''}" for p in problems]
        return PlainTextResponse("\n".join(lines or [error.message]), 422)
    return HTMLResponse(html)


async def _scenario(request: Request) -> Response:
    try:
        text = scenario_yaml(_chosen(request))
    except HpsimError as error:
        return PlainTextResponse(str(error), 422)
    headers = {"Content-Disposition": 'attachment; filename="my-room.yaml"'}
    return PlainTextResponse(text, headers=headers, media_type="application/yaml")


async def _no_icon(_request: Request) -> Response:
    return Response(status_code=204)


async def _file(request: Request) -> Response:
    found = FILES.get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("No such file.\n", 404)
    read, kind = found
    return Response(read(request.path_params["name"]), media_type=kind)


def _chosen(request: Request) -> Choices:
    """Return the choices of a request."""
    return _in_units_of(request, choices_of(request.query_params))


def _in_units_of(request: Request, choices: Choices) -> Choices:
    """Return choices in the units that ``to`` asks for, if it does."""
    to = request.query_params.get("to")
    return in_other_units(choices, to) if to in ("us", "si") else choices  # type: ignore[arg-type]
