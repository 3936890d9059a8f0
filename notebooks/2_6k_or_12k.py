# %% [markdown]
# # 2. 6k or 12k: what oversizing does, where it is dry and where it is humid
#
# "Rather too large than too small" is sound for a furnace. A heat pump that is too large for its
# room switches on and off; where the air is humid it also dries less, because the coil needs some
# minutes before it drips. This notebook runs the same room with four sizes in a dry and in a humid
# climate.

# %%
import matplotlib.pyplot as plt

import hpsim
from hpsim import metrics
from hpsim.plots.style import from_zero, line_look, styled, with_commas

SIZES_KBTUH = (6, 9, 12, 18)
ROOM = """
name: Bedroom
weather: {weather}
room: {{kind: bedroom, floor_area: 200 ft2, quality: average, occupants: 2, home_door: closed}}
thermostat: {{heating: 68 degF, cooling: 76 degF}}
tariff: {{price: 0.18 $/kWh}}
candidates: {{sizes: {sizes}, kind: variable_speed, seer2: 21, hspf2: 10}}
"""
PLACES = {"Denver, dry": "us-5B-denver", "Tampa, humid": "us-2A-tampa"}

# %% [markdown]
# A list of sizes makes a candidate of each.

# %%
sizes = [f"{size} kBtu/h" for size in SIZES_KBTUH]
runs = {
    place: hpsim.simulate(hpsim.load_scenario(ROOM.format(weather=weather, sizes=sizes)))
    for place, weather in PLACES.items()
}

# %%
LOOKED_AT = ("electricity_kwh", "starts", "median_run_min", "unmet_heating_h", "high_humidity_h")
table = {
    place: [
        {key: metrics.METRICS[key].of(results) for key in LOOKED_AT} for results in run.candidates
    ]
    for place, run in runs.items()
}
for place, rows in table.items():
    print(place)
    print(f"{'':10}" + "".join(f"{key:>17}" for key in LOOKED_AT))
    for size, row in zip(sizes, rows, strict=True):
        print(f"{size:10}" + "".join(f"{row[key] or 0.0:17,.0f}" for key in LOOKED_AT))

# %% [markdown]
# ## What size changes
#
# Electricity hardly moves. Starts rise with size until the unit is switched on and off nearly all
# the time, and runs get shorter. Humid hours rise in both places, most where the outdoor air is
# humid; in Denver it is the moisture of the two people in a closed room.

# %%
with styled():
    figure, axes = plt.subplots(1, 3, figsize=(10.0, 3.2), layout="constrained")
    for ax, key, title in zip(
        axes,
        ("electricity_kwh", "starts", "high_humidity_h"),
        (
            "Size hardly moves the bill",
            "Larger units start more often",
            "Larger units dry less",
        ),
        strict=True,
    ):
        for k, (place, rows) in enumerate(table.items()):
            look = line_look(k)
            values = [row[key] for row in rows]
            ax.plot(
                SIZES_KBTUH, values, "o", linestyle=look.linestyle, color=look.color, label=place
            )
        highest = max(row[key] for rows in table.values() for row in rows)
        from_zero(ax, highest)
        with_commas(ax, "y")
        unit = metrics.METRICS[key].unit
        ax.set(title=title, xlabel="Size [kBtu/h]", xticks=SIZES_KBTUH)
        ax.set_ylabel(metrics.METRICS[key].label + ("" if unit == "-" else f" [{unit}]"))
    axes[0].legend()

# %% [markdown]
# ## Runs too short to dry
#
# The first minutes of a run give less than its steady output, and what has dripped into the pan is
# all that has left the room: the rest evaporates again once the compressor stops. How long are the
# runs?

# %%
with styled():
    figure, axes = plt.subplots(1, 2, figsize=(10.0, 3.2), sharey=True, layout="constrained")
    for ax, results in zip(axes, (runs["Tampa, humid"][0], runs["Tampa, humid"][2]), strict=True):
        hpsim.plots.plot_run_lengths(ax, results)
        ax.set_title(results.candidate)
    axes[0].legend()

# %% [markdown]
# So oversizing is no catastrophe for the bill; it costs comfort where the air is humid, and quiet
# everywhere. What it does to the life of a compressor nobody has measured.
