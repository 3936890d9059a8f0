"""``hpsim init``: a few questions on a terminal, or flags, and out comes a commented scenario."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

import typer
from jinja2 import StrictUndefined, Template

from hpsim.building.description.room_kinds import (
    ABOVE_WORDS,
    BELOW_WORDS,
    KIND_WORDS,
    OTHER_KIND_WORDS,
    QUALITY_WORDS,
    ROOM_KINDS,
)
from hpsim.cli import OK
from hpsim.cli.options import AsJson
from hpsim.description.paths import check_file_target, write_whole
from hpsim.errors import Problem, ScenarioError, WeatherError
from hpsim.shipped import data_file, read_json
from hpsim.units.constants import BTUH_PER_W
from hpsim.units.display import quantity_text
from hpsim.units.messages import did_you_mean
from hpsim.units.systems import UnitSystem
from hpsim.units.values import parse

if TYPE_CHECKING:
    from hpsim.units.quantities import QuantityName

Text: TypeAlias = str | None
MAX_TRIES = 5
SOLD_KBTUH = (6, 9, 12, 15, 18, 24, 30, 36)
ROUNDING_KBTUH, ROUNDING_KW = 0.5, 0.15
RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "nan", "inf", "infinity"}


class Question(NamedTuple):
    """A question."""

    flag: str
    text: str
    default: str | None
    check: Callable[[str], str]
    """Input -> text to write; raises ValueError with what would be valid."""
    key: str = ""
    """Of the room, written only where it is not as usual; empty: always written."""
    is_asked: bool = True
    """On a terminal; else it is for those who give its flag."""


def command(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Default: the name, with .yaml.")
    ] = None,
    name: Annotated[Text, typer.Option(help="What to call it.")] = None,
    place: Annotated[
        Text,
        typer.Option("--place", "--weather", help="A town, a weather id, or a weather file."),
    ] = None,
    kind: Annotated[Text, typer.Option(help=", ".join(KIND_WORDS) + ".")] = None,
    floor_area: Annotated[Text, typer.Option(help="Such as '250 ft2' or '23 m2'.")] = None,
    quality: Annotated[Text, typer.Option(help=", ".join(QUALITY_WORDS) + ".")] = None,
    size: Annotated[Text, typer.Option(help="Of the heat pump, such as '9 kBtu/h'.")] = None,
    ceiling: Annotated[Text, typer.Option(help="Its height, such as '8 ft' or '2.4 m'.")] = None,
    above: Annotated[Text, typer.Option(help=", ".join(ABOVE_WORDS) + ".")] = None,
    below: Annotated[Text, typer.Option(help=", ".join(BELOW_WORDS) + ".")] = None,
    price: Annotated[
        Text, typer.Option(help="Of electricity; default 0.18 $/kWh, in a metric file 0.30 €/kWh.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> int:
    """Write a commented scenario from a few questions, or from flags."""
    given = {
        "name": name,
        "place": place,
        "kind": kind,
        "floor-area": floor_area,
        "quality": quality,
        "ceiling": ceiling,
        "above": above,
        "below": below,
        "size": size,
        "price": price,
    }
    if file is not None:
        _refuse_to_replace(file, force)  # before anything is asked
    answers = _ask(given, lambda named: file or _file_of(named), force=force)
    path = file or _file_of(answers["name"])
    _refuse_to_replace(path, force)
    weather = answers["place"]
    place = _place_of(weather)
    write_whole(path, scenario_text(answers, place, str(path)))
    if as_json:
        print(json.dumps({"file": str(path), "weather": weather, "place": place}))
        return OK
    print(f"{path} is written.")
    print(f"Weather: {place or Path(weather).name}")
    print(f"Next: hpsim run {path}")
    return OK


def _file_of(name: str) -> Path:
    return Path(f"{_slug(name)}.yaml")


def _ask(given: dict[str, Text], target: Callable[[str], Path], *, force: bool) -> dict[str, str]:
    """Check what flags gave; ask for the rest on a terminal, else take defaults.

    What was answered before it ends early is printed as flags, so that nothing is typed twice.
    """
    asked: list[tuple[Question, str]] = []
    try:
        return _answers(given, target, asked, force=force)
    except (ScenarioError, typer.Abort):
        if asked:
            flags = " ".join(f"--{q.flag} {shlex.quote(answer)}" for q, answer in asked)
            typer.echo(f"\nYour answers so far: hpsim init {flags}", err=True)
        raise


def _answers(
    given: dict[str, Text],
    target: Callable[[str], Path],
    asked: list[tuple[Question, str]],
    *,
    force: bool,
) -> dict[str, str]:
    """Return all answers; those that were typed are added to ``asked`` as they come."""
    is_terminal = sys.stdin.isatty()
    written: dict[str, str] = {}
    problems = []
    for question in _questions(written):
        answer = given[question.flag]
        try:
            if answer is None and is_terminal and question.is_asked:
                text = _prompt(question)
                asked.append((question, text))
            elif answer is not None or question.default is not None:
                text = question.check(answer if answer is not None else question.default or "")
            else:
                raise ValueError("is needed; without a terminal nothing can be asked")
        except ValueError as error:
            problems.append(Problem(str(error), key=f"--{question.flag}"))
            continue
        if not question.key or answer is not None or text != question.default:
            written[question.key or question.flag] = text
        if question.flag == "name" and is_terminal:
            _refuse_to_replace(target(text), force)
    if problems:
        raise ScenarioError("hpsim init: nothing written", problems)
    return written


def _questions(written: Mapping[str, str]) -> Iterator[Question]:
    """Give all questions, in their order; later ones follow from what is written by then."""
    yield Question("name", "What should it be called?", "My room", _name)
    yield Question("place", "Where? A town (Atlanta, GA), a weather id or a file", None, _weather)
    yield Question("kind", _menu("What kind of room?", KIND_WORDS), "bedroom", _kind)
    yield Question("floor-area", "How large? Such as 150 ft2 or 14 m2", None, _positive("area"))
    insulated = _menu("How well is it insulated?", QUALITY_WORDS)
    yield Question("quality", insulated, "average", _one_of(QUALITY_WORDS))
    words = _words(_system_of(written.get("floor-area", "")))
    room = written.get("kind", "room")
    kind = ROOM_KINDS[written.get("kind", "bedroom")]
    for flag, key, text, default, check in (
        (
            "ceiling",
            "ceiling_height",
            "How high is the ceiling?",
            words["height"],
            _positive("length"),
        ),
        (
            "above",
            "above",
            _menu(f"What is above the {room.replace('_', ' ')}?", ABOVE_WORDS),
            kind.above,
            _one_of(ABOVE_WORDS),
        ),
        ("below", "below", _menu("And below it?", BELOW_WORDS), kind.below, _one_of(BELOW_WORDS)),
    ):
        yield Question(flag, text, default, check, key, key in kind.asks)
    size = "Which size of heat pump do you have in mind?"
    yield Question("size", size, words["size"], _positive("heat_flow"))
    yield Question("price", "", words["price"], _price, is_asked=False)


def _system_of(floor_area: str) -> UnitSystem:
    """Return the system of units that a floor area is in."""
    is_us = re.search(r"ft|feet|sf|in", floor_area.lower()) is not None
    return "us" if is_us or not floor_area else "si"


def _words(system: UnitSystem) -> dict[str, str]:
    """Return values as people of a system of units write them."""
    found: dict[str, str] = read_json("new_scenario.json")[system]
    return found


def _menu(text: str, words: dict[str, str]) -> str:
    rows = "".join(f"\n  {word:<11} {meaning}" for word, meaning in words.items())
    return f"{text}{rows}\n "


def _prompt(question: Question) -> str:
    """Ask until the answer is valid."""
    for _ in range(MAX_TRIES):
        answer: str = typer.prompt(question.text, default=question.default, err=True)
        try:
            return question.check(answer)
        except ValueError as error:
            typer.echo(f"  {error}", err=True)
    raise ValueError("no valid input")


def _name(answer: str) -> str:
    shown = " ".join(answer.split())
    if not shown:
        raise ValueError("a name has at least one letter")
    return shown


def _weather(answer: str) -> str:
    """Return what a scenario calls a weather, for an id, a file, or a town."""
    from hpsim.units.display import translated
    from hpsim.weather.places import also_meant, near_town, town_asked_for
    from hpsim.weather.sources import find_source, nearest_ids

    text = answer.strip()
    if not town_asked_for(text):
        try:
            source = find_source(text)
            return source.shipped.id if source.shipped else str(source.path.resolve())
        except WeatherError:
            pass  # then it may be a town
    try:
        near = near_town(town_asked_for(text) or text)
    except WeatherError as error:
        ids = ", ".join(nearest_ids(text))
        raise ValueError(
            f"no weather or town '{text}' is known ({error.problems[0].hint}; ids like it: {ids})"
        ) from error
    if others := also_meant(text, near.town):
        typer.echo(f"  {near.town.label} is taken. {others}", err=True)
    if not near.warning:
        return near.entry.id
    in_us = near.town.country == "US"
    typer.echo(f"  {translated(near.warning, 'us' if in_us else 'si')}", err=True)
    return f"near {near.town.label}"


def _place_of(weather: str) -> str:
    from hpsim.weather.catalog import shipped_weather
    from hpsim.weather.places import near_town, town_asked_for

    if town := town_asked_for(weather):
        return near_town(town).entry.place
    return next((entry.place for entry in shipped_weather() if entry.id == weather), "")


def _one_of(words: dict[str, str], others: Mapping[str, str] | None = None) -> Callable[[str], str]:
    def check(answer: str) -> str:
        written = answer.strip().lower().replace(" ", "_").replace("-", "_")
        word = (others or {}).get(written, written)
        if word in words:
            if word != written:
                typer.echo(f"  '{answer}' is taken as {word}", err=True)
            return word
        hint = did_you_mean(word, words, f"one of {', '.join(words)}")
        raise ValueError(f"'{answer}' is not known here ({hint})")

    return check


_kind = _one_of(KIND_WORDS, OTHER_KIND_WORDS)


def _positive(quantity: QuantityName) -> Callable[[str], str]:
    def check(answer: str) -> str:
        if parse(answer, quantity) <= 0:
            raise ValueError(f"{answer} is not above 0")
        return answer.strip()

    return check


def _price(answer: str) -> str:
    from hpsim.units.money import parse_price

    parse_price(answer)
    return answer.strip()


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "scenario"


def _refuse_to_replace(path: Path, force: bool) -> None:
    check_file_target(path)
    if path.exists() and not force:
        hint = "another FILE, or --force to replace it"
        raise ScenarioError(
            "hpsim init: nothing written", [Problem("is there already", file=str(path), hint=hint)]
        )


def _quoted(text: str) -> str:
    """Return a text as YAML, with quotes where it could mean something else."""
    is_plain = re.fullmatch(r"[A-Za-z/][\w ,./-]*", text) and text.lower() not in RESERVED
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _other_size(size: str) -> str:
    """Return the next smaller size that is sold, the next larger for the smallest."""
    from hpsim.equipment.unit_defaults import SOLD_KW

    if size.lower().endswith("w"):
        kw = parse(size, "heat_flow") / 1000.0
        return f"{max((s for s in SOLD_KW if s < kw - ROUNDING_KW), default=SOLD_KW[1])} kW"
    kbtuh = parse(size, "heat_flow") * BTUH_PER_W / 1000
    smaller = [sold for sold in SOLD_KBTUH if sold < kbtuh - ROUNDING_KBTUH]
    other = max(smaller) if smaller else min(SOLD_KBTUH[1:])
    return f"{other} kBtu/h"


def _of_the_cold(weather: str, system: UnitSystem) -> str:
    """Return a line on winters in which an ordinary unit stops; empty: it does not stop there."""
    from hpsim.equipment.unit_defaults import INVERTER_DEGF
    from hpsim.weather.cache import prepared

    try:
        coldest_degc = float(prepared(weather, ())[0].outdoor_degc.min())
    except WeatherError:  # `check` reports what is wrong with a file
        return ""
    limits_degc = {name: (degf - 32.0) / 1.8 for name, degf in INVERTER_DEGF.items()}
    if coldest_degc >= limits_degc["ordinary"]:
        return ""
    coldest, ordinary, cold = (
        quantity_text(degc, "outdoor_degc", system)
        for degc in (coldest_degc, limits_degc["ordinary"], limits_degc["cold"])
    )
    text = f"  # Outdoors down to {coldest}: an ordinary unit stops at {ordinary}, "
    text += "climate_class: cold"
    if coldest_degc >= limits_degc["cold"]:
        return f"{text} goes on.\n"
    heater = "  # A heater for colder hours: backup: {size: 1.5 kW} on the unit's line."
    return f"{text} at {cold}.\n{heater}\n"


def scenario_text(answers: Mapping[str, str], place: str, file: str) -> str:
    """Return a scenario with a comment on every line that is worth changing."""
    system = _system_of(answers["floor-area"])
    words = _words(system)
    more = {"ceiling_height": f"# ceiling_height: {words['height']}"}
    for key in ("ceiling_height", "above", "below"):
        if key in answers:
            more[key] = f"{key}: {answers[key]}"
    cold = _of_the_cold(answers["place"], system)
    template = data_file("new_scenario.yaml.j2").read_text(encoding="utf-8")
    written = {
        **words,
        **{key.replace("-", "_"): answer for key, answer in answers.items()},
        "file": file,
        "cold": cold,
        "of_class": "climate_class: cold, " if cold else "",
        "more": "".join(f"  {line}\n" for line in more.values()),
        "title": answers["name"],
        "name": _quoted(answers["name"]),
        "weather": _quoted(answers["place"]),
        "place": place or "your file",
        "kind_words": KIND_WORDS[answers["kind"]],
        "quality_words": QUALITY_WORDS[answers["quality"]],
        "other_size": _other_size(answers["size"]),
    }
    made = Template(template, keep_trailing_newline=True, undefined=StrictUndefined)
    return str(made.render(written))
