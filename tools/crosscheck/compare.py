"""How near hpsim must come to EnergyPlus, and where it is known not to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crosscheck.figures import Figures

ANNUAL = 0.05  # what users may expect of a room written down surface by surface
ANNUAL_LEAKY = 0.10  # leaky or single-glazed: films and air weigh most
PEAK = 0.08
LEAKY = ("old-addition",)
LEAST_SHARE = 0.10
"""Of heating and cooling together: a smaller load is a difference of large numbers, told but not
judged; its peak neither."""
MEAN_K = 0.7  # sun of 5 % more or less moves the mean of the most glazed rooms by so much
EXTREME_K = 1.6  # EnergyPlus' own hottest hour moves by 1.5 K from 6 to 60 steps an hour


@dataclass(frozen=True, slots=True)
class Miss:
    """A difference beyond the tolerance that is understood."""

    at_most: float
    """How large it may be, as a share or in K."""
    why: str


_LOW_SUN = (
    "low sun on west glass: the file's beam of that hour puts 558 W/m2 on it, EnergyPlus' straight "
    "lines between hours 506; with EnergyPlus' sun ours is 6.4 % higher, with every day's sun and "
    "60 steps in both 3.4 %"
)
_SUNS_COURSE = (
    "a clear September afternoon: EnergyPlus finds the sun's course every 20 days; with every "
    "day's it is 3.2 % higher, and ours 4.9 % above"
)
KNOWN: dict[tuple[str, str, str], Miss] = {
    ("flat", "us-5A-chicago", "peak_cooling_w"): Miss(0.11, _LOW_SUN),
    ("slab-insulated", "us-5A-chicago", "peak_cooling_w"): Miss(0.10, _SUNS_COURSE),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure beside its reference."""

    room: str
    weather: str
    figure: str
    ours: float
    theirs: float
    value: float
    """Ours over theirs less one, or ours less theirs for temperatures."""
    tolerance: float | None
    """None: told, not judged."""

    @property
    def known(self) -> Miss | None:
        """Return the reason if this is a known miss."""
        return KNOWN.get((self.room, self.weather, self.figure))

    @property
    def is_within(self) -> bool:
        """Say whether the difference is within the tolerance, or not judged."""
        return self.tolerance is None or abs(self.value) <= self.tolerance

    @property
    def is_fine(self) -> bool:
        """Say whether the difference is within the tolerance, or known and no larger than known."""
        return self.is_within or (self.known is not None and abs(self.value) <= self.known.at_most)


def differences(room: str, weather: str, ours: Figures, theirs: Figures) -> Iterator[Difference]:
    """Return every figure beside its reference."""
    both_kwh = theirs.heating_kwh + theirs.cooling_kwh
    annual = ANNUAL_LEAKY if room in LEAKY else ANNUAL
    for mode in ("heating", "cooling"):
        is_judged = getattr(theirs, f"{mode}_kwh") >= LEAST_SHARE * both_kwh
        for figure, tolerance in ((f"{mode}_kwh", annual), (f"peak_{mode}_w", PEAK)):
            a, b = getattr(ours, figure), getattr(theirs, figure)
            share = a / b - 1.0 if b > 0.0 else 0.0
            limit = tolerance if is_judged else None
            yield Difference(room, weather, figure, a, b, share, limit)
    for figure, limit in (
        ("least_degc", EXTREME_K),
        ("mean_degc", MEAN_K),
        ("most_degc", EXTREME_K),
    ):
        a, b = getattr(ours, figure), getattr(theirs, figure)
        yield Difference(room, weather, figure, a, b, a - b, limit)
