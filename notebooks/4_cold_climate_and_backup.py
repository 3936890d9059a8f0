# %% [markdown]
# # 4. Cold climate and backup
#
# Fargo has nights below -20 °F. An ordinary unit stops before that, a cold-climate unit later, and
# a heater fills the gap. How much of the winter's heat does each give, and what does the gap cost?

# %%
import matplotlib.pyplot as plt
import numpy as np

import hpsim
from hpsim import metrics
from hpsim.plots.style import BLACK, BLUE, from_zero, styled

scenario = hpsim.load_scenario("""
name: Cabin in Fargo
weather: us-7-fargo
room: {kind: tiny_house, floor_area: 400 ft2, quality: good, occupants: 2}
thermostat: {heating: 66 degF}
tariff: {price: 0.11 $/kWh}
candidates:
  - {name: ordinary 12k and 3 kW, kind: variable_speed, size: 12 kBtu/h, seer2: 20, hspf2: 9,
     backup: {size: 3 kW}}
  - {name: cold-climate 12k and 3 kW, product: gen-cold-climate-12k, backup: {size: 3 kW}}
  - {name: "to -22 °F, 12k and 3 kW", kind: variable_speed, climate_class: cold, size: 12 kBtu/h,
     seer2: 20, hspf2: 11, lowest_outdoor: -22 degF, backup: {size: 3 kW}}
  - {name: baseboard alone, kind: baseboard, size: 5 kW}
""")
run = hpsim.simulate(scenario)

# %%
print(f"{'':28}{'kWh':>7}{'backup kWh':>12}{'COP':>6}{'USD':>6}{'h too cold':>12}")
for results in run.candidates:
    backup = metrics.METRICS["electricity_by_use_kwh.backup"].of(results)
    print(
        f"{results.candidate:28}{metrics.electricity_kwh(results):7,.0f}{backup:12,.0f}"
        f"{metrics.seasonal_cop_heating(results):6.2f}"
        f"{metrics.cost_of(results, run.prices)[0]:6,.0f}{metrics.unmet_heating_h(results):12,.0f}"
    )

# %% [markdown]
# ## Who heats at which outdoor temperature
#
# The year's heat by outdoor temperature. Black is the heater's part. The lowest operating
# temperature decides more than the size.

# %%
edges = np.arange(-36.0, 20.0, 4.0)
with styled():
    figure, axes = plt.subplots(1, 3, figsize=(11.0, 3.4), sharey=True, layout="constrained")
    for ax, results in zip(axes, run.candidates, strict=False):
        outdoor, h = results.room.outdoor_degc, results.hourly
        heater = np.histogram(outdoor, edges, weights=h.backup_w / 1000.0)[0]
        all_heat = np.histogram(outdoor, edges, weights=h.heat_delivered_w / 1000.0)[0]
        middle = 0.5 * (edges[1:] + edges[:-1]) * 1.8 + 32.0
        pump = np.maximum(all_heat - heater, 0.0)
        ax.bar(middle, pump, 6.4, color=BLUE, label="Heat pump")
        ax.bar(middle, heater, 6.4, bottom=pump, color=BLACK, label="Heater")
        ax.set(title=results.candidate, xlabel="Outdoor temperature [°F]")
        from_zero(ax, all_heat.max())  # of all, which share the axis
    axes[0].set_ylabel("Heat per year [kWh]")
    axes[0].legend()

# %% [markdown]
# ## The coldest day
#
# Where the compressor has stopped, the heater holds the room alone.

# %%
hpsim.plots.figure(run, "winter_day")

# %% [markdown]
# ## What the heater costs
#
# Compared with baseboards alone, even an ordinary unit saves most of the electricity, because most
# of the winter is milder than its limit. The limit decides how large the heater must be: it has to
# carry the room alone on the coldest night.

# %%
load_w = run[0].room.ideal_heating_w
for results in run.candidates[:3]:
    off = ~np.isfinite(results.maximum_heating_w) | (results.maximum_heating_w <= 0.0)
    hours = int((off & (load_w > 0.0)).sum())
    most = float(load_w[off].max(initial=0.0)) / 1000.0
    print(
        f"{results.candidate:28} stopped for {hours:4d} h; the room then needs up to {most:.1f} kW"
    )
