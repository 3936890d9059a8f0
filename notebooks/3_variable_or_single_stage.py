# %% [markdown]
# # 3. Variable speed or single stage
#
# A variable-speed unit follows the load down to its minimum output; a single-stage unit is on or
# off. Where does the advantage end? And what of it do programs see that step in hours?
# `docs/cycling.md` discusses the second half.

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np

import hpsim
from hpsim import metrics
from hpsim.control.compile import compile_control
from hpsim.kernel.hourly import PartLoad
from hpsim.kernel.types import Channels, Machine
from hpsim.plots.style import LINES, styled, with_commas
from hpsim.simulate.hourly import (
    ENERGYPLUS_CURVE,
    IDEAL_MODULATION,
    STEEP_CURVE,
    by_c_d,
    hourly_year,
    ideal_year,
    part_load_of,
)
from hpsim.simulate.response import room_response
from hpsim.simulate.stepping import compile_inputs, step_year
from hpsim.validation.bench import changed

# %% [markdown]
# ## Where variable speed stops helping
#
# The minimum output grows with the size. Once the room needs less than the minimum in most hours,
# the variable-speed unit is switched on and off like any other. The same room, four sizes, both
# kinds:

# %%
SIZES_KBTUH = (6, 9, 12, 18)
sized = [
    {"kind": kind, "size": f"{size} kBtu/h", "seer2": seer2, "hspf2": hspf2}
    for kind, seer2, hspf2 in (("variable_speed", 21, 10), ("single_stage", 15.2, 7.8))
    for size in SIZES_KBTUH
]
base = hpsim.load_scenario("chicago-addition")
run = hpsim.simulate(hpsim.load_scenario({**base.as_mapping(), "candidates": sized}))
variable, single = run.candidates[:4], run.candidates[4:]
print("size        starts, variable   single   hours below minimum, variable")
for size, v, s in zip(SIZES_KBTUH, variable, single, strict=True):
    below = metrics.METRICS["hours_below_minimum_output"].of(v)
    print(f"{size:2} kBtu/h {metrics.starts(v):17,.0f} {metrics.starts(s):8,.0f} {below:31,}")

# %%
with styled():
    figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    for look, name, units in zip(
        LINES, ("variable speed", "single stage"), (variable, single), strict=False
    ):
        axes.plot(
            SIZES_KBTUH,
            [metrics.starts(unit) for unit in units],
            "o",
            color=look.color,
            linestyle=look.linestyle,
            label=name,
        )
    axes.set(xlabel="Size [kBtu/h]", ylabel="Starts per year", xticks=SIZES_KBTUH, ylim=(0.0, None))
    with_commas(axes, "y")
    axes.set_title("The larger the unit, the less variable speed helps")
    axes.legend()

# %% [markdown]
# ## What hourly programs do not see
#
# The 12,000 Btu/h unit cycles most of the time. What does that cost? Laws that hourly programs
# use, compared with the same machine stepped by the minute.

# %%
scenario = hpsim.load_scenario("chicago-addition")
candidate = scenario.candidates[2]  # variable speed, 12 kBtu/h, SEER2 21, HSPF2 10
answer = room_response(scenario)
machine, notes = candidate.compile()
control = compile_control(scenario.thermostat)
print("\n".join(notes.notes))

# %% [markdown]
# The same tables, the same room, the same ideal load; what differs is what cycling is taken to
# cost. `PLR` is the load of the coil over the unit's minimum output at that hour's weather: above
# it the unit modulates, and all accounts agree.


# %%
def by_hour(law: PartLoad) -> Channels:
    """Return the year in hours."""
    inputs = compile_inputs(answer, machine, control, by_hour=True)
    return hourly_year(inputs, ideal_year(answer), law)


def by_minute(unit: Machine) -> Channels:
    """Return the year in minutes, as hourly means."""
    channels, _, _ = step_year(compile_inputs(answer, unit, control), 60.0, 720, {})
    return channels


def cops(year: Channels) -> tuple[float, float, float]:
    """Return heating COP with everything counted, without standby and heaters, and cooling COP."""
    heats = year.heating_electricity_w > 0.0
    heat = year.heat_delivered_w.sum()
    used = year.compressor_heating_w.sum() + year.defrost_w.sum() + year.fan_w[heats].sum()
    cool = year.cool_delivered_w.sum() + year.latent_removed_w.sum()
    cooling = year.compressor_cooling_w.sum() + year.fan_w[~heats].sum()
    return heat / year.heating_electricity_w.sum(), heat / used, cool / cooling


def used_kwh(year: Channels) -> float:
    """Return all electricity of the year."""
    parts = (
        year.compressor_heating_w,
        year.compressor_cooling_w,
        year.fan_w,
        year.defrost_w,
        year.standby_w,
    )
    return sum(float(np.asarray(part).sum()) for part in parts) / 1000.0


no_boost = changed(machine, compressor={"boost_speed": 0.0, "boost_s": 0.0})
full_boost = changed(machine, compressor={"boost_speed": 1.0, "boost_s": 540.0})
accounts = {
    "ideal modulation": by_hour(IDEAL_MODULATION),
    "0.85 + 0.15 PLR": by_hour(ENERGYPLUS_CURVE),
    "\N{MINUS SIGN}0.17 + 1.17 PLR, at least 0.22": by_hour(STEEP_CURVE),
    "by the minute": by_minute(machine),
    "hours, the unit's own C_D": by_hour(part_load_of(machine)),
    "hours, C_D of 0.25": by_hour(by_c_d(0.25, 0.25)),
    "by the minute, no start boost": by_minute(no_boost),
    "by the minute, full speed for 9 min": by_minute(full_boost),
}

# %% [markdown]
# The year:

# %%
print(f"{'account':36} {'heating':>8} {'machine':>8} {'cooling':>8} {'kWh':>6} {'starts':>7}")
for name, year in accounts.items():
    starts = year.starts_heating.sum() + year.starts_cooling.sum()
    heating, unit_alone, cooling = cops(year)
    print(
        f"{name:36} {heating:8.2f} {unit_alone:8.2f} {cooling:8.2f} {used_kwh(year):6.0f} "
        f"{starts:7,.0f}"
    )

# %% [markdown]
# By outdoor temperature, the machine alone: compressor, fan and defrost. Below freezing the unit
# runs through and the four lines are one; the milder the day, the wider they part.

# %%
edges = np.arange(-18.0, 19.0, 3.0)
outdoor = answer.year.outdoor_degc


def cop_by_temperature(year: Channels) -> list[float]:
    """Return heating COP of the machine alone in each bin."""
    found = []
    for low, high in itertools.pairwise(edges):
        inside = (outdoor >= low) & (outdoor < high) & (year.heat_delivered_w > 1.0)
        used = (year.compressor_heating_w + year.defrost_w + year.fan_w)[inside].sum()
        found.append(year.heat_delivered_w[inside].sum() / used if used > 0.0 else np.nan)
    return found


middle = 0.5 * (edges[1:] + edges[:-1])
shown = list(accounts)[:4]
print(f"{'outdoor degC':>36} " + " ".join(f"{m:6.1f}" for m in middle))
with styled():
    figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for name, look in zip(shown, LINES, strict=False):
        values = cop_by_temperature(accounts[name])
        print(f"{name:>36} " + " ".join(f"{value:6.2f}" for value in values))
        axes.plot(middle, values, color=look.color, linestyle=look.linestyle, label=name)
    axes.set(xlabel="Outdoor temperature [°C]", ylabel="Heating COP [-]", ylim=(0.0, None))
    axes.legend()
