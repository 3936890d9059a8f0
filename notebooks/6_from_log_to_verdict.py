# %% [markdown]
# # 6. From a log to a verdict
#
# Nobody knows how leaky a room is or how much heat it holds. A week's log of a thermometer and a
# heater behind a metering plug shows both. This notebook fits a room to such a log, checks the fit
# on days that it has not seen, and asks again which unit fits.

# %%
import matplotlib.pyplot as plt
import numpy as np

import hpsim
from hpsim.fit.example import write_example_log
from hpsim.fit.fit import fit_room, fitted_block
from hpsim.fit.prepare import prepare
from hpsim.fit.words import determined, inseparable, measure_next, value_text
from hpsim.plots.style import styled

# %% [markdown]
# ## The room, as its owner describes it

# %%
scenario = hpsim.load_scenario("""
name: An addition with a log
weather: us-5A-chicago
simulation: {resolution: hour}
verdict: {what_if: false}
room:
  kind: addition
  floor_area: 250 ft2
  quality: average
thermostat: {heating: 68 degF, cooling: 76 degF}
candidates:
  - {name: 9k, kind: variable_speed, climate_class: cold, size: 9 kBtu/h, seer2: 20, hspf2: 10}
  - {name: 12k, kind: variable_speed, climate_class: cold, size: 12 kBtu/h, seer2: 20, hspf2: 10}
""")

# %% [markdown]
# ## The log
#
# This one is made up, so that the truth is known: the room insulates worse than described and is
# leakier, and it holds more heat. Yours comes from a thermometer and a plug: see the page "Measure
# your room in a weekend".

# %%
truth = {"conduction": 1.3, "leaks": 1.5, "fast_capacity": 1.4}
write_example_log("log.csv", scenario, truth, days=12)
ready = prepare(scenario, "log.csv")
print(ready.source.first, "to", ready.source.last, "-", ready.kind)

# %% [markdown]
# ## The fit
#
# Nine days are fitted, three are kept. The fitted room runs free through them under the measured
# heat, and so does the room as described.

# %%
found = fit_room(ready.room, ready.log, ready.unknowns)
print(f"loss {found.loss_w_per_k:.0f} W/K, as described {found.unfitted_loss_w_per_k:.0f}")
print(f"free run {found.fitted.rmse_k:.2f} K, as described {found.unfitted.rmse_k:.2f} K")
rows = determined(ready.unknowns, found.estimate)
for row in rows:
    print(f"{row.unknown.words:58} {value_text(row):24} {row.word}")

# %%
from hpsim.fit.problem import phases_of, problem_of, split_hour

split = split_hour(ready.log)
kept = problem_of(
    ready.room, ready.log, ready.unknowns, phases_of(ready.log), (split, ready.log.last)
)
hours = np.arange(split, ready.log.last)
with styled():
    fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
    ax.plot(hours - split, kept.driven(found.values).air_degc[hours], label="fitted")
    ax.plot(hours - split, kept.driven({}).air_degc[hours], label="as described")
    ax.plot(hours - split, ready.log.indoor_degc[hours], "k.", ms=4, label="measured")
    ax.set(xlabel="Hours of the free run [h]", ylabel="Room air [°C]")
    ax.set_title("The fitted room runs free")
    ax.legend()

# %% [markdown]
# What the log does not separate, and what to measure next:

# %%
pairs = inseparable(ready.unknowns, found.estimate)
for one, other, rho in pairs:
    print(f"{one.words} and {other.words}: correlation {rho:+.2f}")
print(measure_next(rows, pairs)[:2])

# %% [markdown]
# ## The verdict, before and after

# %%
block = fitted_block(found, ready.source, None)
fitted = hpsim.load_scenario(scenario.as_mapping() | {"fitted": block})
for name, one in (("as described", scenario), ("fitted", fitted)):
    run = hpsim.judged_run(one)
    print(f"{name}: {run.judgement.answer[0]}")
    for machine, verdict in run.judgement.verdicts.items():
        print(f"  {machine}: {verdict.word}. {verdict.reason}")

# %% [markdown]
# `hpsim fit room.yaml --log log.csv` does the same in one line and writes `fitted.yaml`;
# `hpsim sure fitted.yaml` then draws this room, and no longer rooms like it.
