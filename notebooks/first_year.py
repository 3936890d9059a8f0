# %% [markdown]
# # A first year
#
# Someone adds a bedroom of 250 ft² in Chicago and asks: a 6,000 or a 12,000 Btu/h heat pump, and
# is variable speed worth it? This notebook goes from a YAML file to the pictures that answer it.
# Run it in Jupyter or VS Code (the `# %%` lines are cells), or as a plain Python script.

# %%
import hpsim
from hpsim import metrics, plots
from hpsim.folder.summary import summary_of
from hpsim.verdict.findings import findings

# %% [markdown]
# ## The question, written down
#
# A scenario is one room, its weather, thermostat and price of electricity, and some candidates.
# `chicago-addition` comes with hpsim; a path to a file of your own works the same.

# %%
scenario = hpsim.load_scenario("chicago-addition")
scenario

# %% [markdown]
# ## A year, by the minute
#
# The room answers once to weather, sun and people; then each machine runs against it for half a
# million steps. That takes about ten milliseconds a machine, once the engine is compiled.

# %%
run = hpsim.simulate(scenario)
run

# %% [markdown]
# ## What the year shows
#
# Every number of the summary is a function of the results. In words first:

# %%
summary = summary_of(run, None)
for line in findings(summary["candidates"]):
    print("-", line)

# %% [markdown]
# Any metric can be asked for by itself, of any candidate:

# %%
for results in run.candidates:
    kwh = metrics.electricity_kwh(results)
    starts = metrics.starts(results)
    print(f"{results.candidate:28} {kwh:6.0f} kWh  {starts:7,.0f} starts")

# %% [markdown]
# ## Side by side
#
# Electricity by use, what it costs, how often the compressor starts, and the hours in which the
# room is more than half a kelvin outside the setpoints.

# %%
plots.figure(run, "comparison")

# %% [markdown]
# ## Why: the load against what a unit can give
#
# Each dot is an hour: what the room asks for at that outdoor temperature. The band is what the
# unit can give while it runs steadily. Below the band it must switch on and off, however good its
# thermostat; above it, it can't keep up. A single-stage unit has no band, only a line: it switches
# on and off nearly always.

# %%
plots.figure(run, "load_and_output")

# %% [markdown]
# ## The same, in one winter day
#
# The coldest day. A unit that must not run below its lowest temperature (0 °F for single-stage
# ones, unless their file says otherwise) leaves the room to cool down; the small dips of the others
# are defrosts. Where a variable-speed unit has no gaps it runs through; where it has, the load was
# below its minimum.

# %%
plots.figure(run, "winter_day")

# %% [markdown]
# And a summer day:

# %%
plots.figure(run, "summer_day")

# %% [markdown]
# ## How long the runs are
#
# Short runs are what wears a compressor and wastes its start: the first minutes give less heat or
# cold than they cost.

# %%
plots.figure(run, "run_lengths")

# %% [markdown]
# ## Every hour as a table
#
# One call gives the hours of all candidates as a DataFrame in SI units, with a time index in local
# standard time:

# %%
hours = run.to_dataframe()
hours.groupby("candidate", observed=True)[["electric_power_w", "heat_delivered_w"]].mean()

# %% [markdown]
# ## Keeping it
#
# `hpsim run chicago-addition` does all of this in one command and writes a folder with these
# pictures, every hour and every run of each compressor. Try your own room: copy the scenario, or
# change one thing of it:

# %%
leaky = hpsim.load_scenario("chicago-addition", ["room.quality=poor"])
leaky_run = hpsim.simulate(leaky)
for results, before in zip(leaky_run.candidates, run.candidates, strict=True):
    unmet = metrics.unmet_heating_h(results)
    print(f"{results.candidate:28} {unmet:5.0f} h too cold in a leaky room,", end=" ")
    print(f"{metrics.unmet_heating_h(before):.0f} h in a good one")
