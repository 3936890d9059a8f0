# %% [markdown]
# # 1. Your first room
#
# Someone adds a bedroom of 250 ft² to a house in Chicago and asks which small heat pump fits it.
# This notebook goes from a few lines of YAML to the answer, and from the answer to the reasons.
# Run it in Jupyter or VS Code (the `# %%` lines are cells), or as a plain Python script.

# %%
import hpsim
from hpsim import metrics, plots

# %% [markdown]
# ## The question, written down
#
# A scenario is one room, its weather, thermostat and price of electricity, and some candidates. It
# can stand in a file (`hpsim init` writes one from a few questions) or in a text, as here. Values
# carry units.

# %%
scenario = hpsim.load_scenario("""
name: My bedroom
weather: us-5A-chicago
room:
  kind: addition
  floor_area: 250 ft2
  quality: good
  windows: [{facing: south, area: 30 ft2}, {facing: west, area: 12 ft2}]
thermostat: {heating: 68 degF, cooling: 76 degF}
tariff: {price: 0.18 $/kWh}
candidates:
  - {name: 6k variable, kind: variable_speed, climate_class: cold, size: 6 kBtu/h,
     seer2: 21, hspf2: 10}
  - {name: 12k variable, kind: variable_speed, climate_class: cold, size: 12 kBtu/h,
     seer2: 21, hspf2: 10}
  - {name: 6k single-stage, kind: single_stage, size: 6 kBtu/h, seer2: 15.2, hspf2: 7.8}
""")
scenario

# %% [markdown]
# ## The answer
#
# The room is simulated once, with its weather, sun and people; then each unit runs in it for half
# a million steps. `judged_run` also looks at design days and at the next size down, and answers in
# three lines, as `hpsim run` does.

# %%
run = hpsim.judged_run(scenario)
for line in run.judgement.answer:
    print(line)

# %% [markdown]
# Each candidate has a verdict with its reason:

# %%
for name, verdict in run.judgement.verdicts.items():
    print(f"{name}: {verdict.word}. {verdict.reason}")

# %% [markdown]
# ## Why: what the room needs, and what a unit can give
#
# Each dot is an hour: what the room needs at that outdoor temperature. The band is what the unit
# can give while it runs steadily. Below the band it must switch on and off, however good its
# thermostat; above it, it can't keep up. A single-stage unit has no band, only a line.

# %%
plots.figure(run, "load_and_output")

# %% [markdown]
# ## Side by side
#
# Electricity by use, what it costs, how often the compressor starts, and the hours in which the
# room is more than half a kelvin outside the setpoints.

# %%
plots.figure(run, "comparison")

# %% [markdown]
# Any metric can be asked for by itself, of any candidate:

# %%
for results in run.candidates:
    kwh, starts = metrics.electricity_kwh(results), metrics.starts(results)
    print(f"{results.candidate:16} {kwh:6.0f} kWh  {starts:6,.0f} starts")

# %% [markdown]
# ## A mild day, minute by minute
#
# On a mild day the room needs less than the units' minimum output. That is where cycling shows.

# %%
plots.figure(run, "mild_day")

# %% [markdown]
# ## Every hour as a table
#
# One call gives the hours of all candidates as a DataFrame in SI units, with a time index in local
# standard time:

# %%
hours = run.to_dataframe()
hours.groupby("candidate", observed=True)[["electric_power_w", "heat_delivered_w"]].mean().round(1)

# %% [markdown]
# `hpsim run my-room.yaml` does all of this in one command and writes a folder with the page to
# send, these pictures, every hour and every run of each compressor.
