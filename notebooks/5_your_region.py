# %% [markdown]
# # 5. Sweep your own region
#
# One room says little about a region. A sweep runs many: here two sizes and kinds in rooms of
# three qualities at three places of one state or country. Change the places to yours (`hpsim
# weather list`, `hpsim weather near TOWN`) and let it run over night on a thousand rooms.

# %%
from pathlib import Path

import hpsim
from hpsim.cli import main

FOLDER = Path("my-region")
FOLDER.mkdir(exist_ok=True)
SWEEP = """
name: my-region
scenario:
  name: Addition of 250 ft2
  weather: us-5A-chicago
  room: {kind: addition, floor_area: 250 ft2, quality: good}
  thermostat: {heating: 68 degF, cooling: 76 degF}
  tariff: {price: 0.18 $/kWh}
  candidates:
    - {kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}
grid:
  weather: [us-4A-newyork-jfk, us-5A-boston, us-6A-burlington]
  room.quality: [poor, average, good]
  candidates.0.size: [6 kBtu/h, 12 kBtu/h]
"""
written = (FOLDER / "my-region.yaml").write_text(SWEEP, encoding="utf-8")

# %% [markdown]
# `hpsim sweep run my-region.yaml` on the command line does the same:

# %%
rows = hpsim.run_sweep(FOLDER / "my-region.yaml", FOLDER / "rows", resume=True)

# %% [markdown]
# A row is a candidate's year. In the folder they are Parquet files that pandas, polars and DuckDB
# read; `hpsim.sweep_rows` reads them again.

# %%
rows.pivot_table(
    "unmet_heating_h", ["weather", "room.quality"], "candidates.0.size", observed=True
).round(0)

# %% [markdown]
# Which places need the larger unit? A picture of any two axes and a metric:

# %%
import matplotlib.pyplot as plt

from hpsim.plots.style import styled

picture = FOLDER / "unmet.png"
words = "--x candidates.0.size --y room.quality --color unmet_heating_h --facet weather --scale log"
code = main(["sweep", "plot", str(FOLDER / "rows"), *words.split(), "--out", str(picture)])
with styled():
    image = plt.imread(picture)
    figure = plt.figure(figsize=(image.shape[1] / 130.0, image.shape[0] / 130.0))
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.axis("off")
    ax.imshow(image)

# %% [markdown]
# And the starts, which say whether the larger unit still fits where the smaller one would do:

# %%
rows.pivot_table("starts", ["weather", "room.quality"], "candidates.0.size", observed=True).round(0)
