# %% [markdown]
# # Where the default units stand among field measurements
#
# Five studies measured the COP of ductless units over outdoor temperature. Here they are drawn
# next to units of HSPF2 10.5 with every other value by default, right-sized for a room in a cold
# climate, and next to the same units with what the field had: half to four fifths of the published
# indoor airflow and 38 W between runs. `docs/cycling.md` discusses what comes out.

# %%
import csv
from importlib.resources import files

import matplotlib.pyplot as plt
import numpy as np

from hpsim.equipment.kinds.label_unit import VariableSpeed
from hpsim.equipment.ratings.points import degc
from hpsim.plots.style import LINES, styled
from hpsim.validation.bench import changed
from hpsim.validation.cycling_field import (
    DESIGN_DEGC,
    FIELD_STANDBY_W,
    RESERVE,
    heating_day,
    with_less_air,
)

AIR_OF_PUBLISHED = 0.65  # middle of the 50 to 80 % that Williamson and Aldrich (2015) measured

with (files("hpsim.data") / "measured" / "field_cop.csv").open(encoding="utf-8") as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
studies = {}
for row in rows:
    if row["field_measured"] == "True":
        studies.setdefault(row["study"], []).append((float(row["outdoor_C"]), float(row["cop"])))
print({name: len(points) for name, points in studies.items()})

# %% [markdown]
# The default units: nothing given but size, SEER2, EER2 and HSPF2.

# %%
outdoor_degf = np.arange(-5.0, 60.0, 5.0)


def curve(climate_class, *, as_in_the_field):
    written = {"kind": "variable_speed", "size": "12 kBtu/h", "climate_class": climate_class}
    written |= {"seer2": 23, "eer2": 13, "hspf2": 10.5, "lowest_outdoor": "-15 degF"}
    machine = VariableSpeed.from_written(written).compile()[0]
    maximum_w = np.interp(
        DESIGN_DEGC, machine.heating.outdoor_degc, machine.heating.capacity_w[:, -1]
    )
    if as_in_the_field:
        idle = {"standby_w": FIELD_STANDBY_W, "crankcase_w": 0.0}
        machine = with_less_air(changed(machine, auxiliaries=idle), AIR_OF_PUBLISHED)
    design_w = float(maximum_w) / RESERVE
    return np.array([heating_day(machine, degc(t), design_w).cop for t in outdoor_degf])


curves = {
    ("ordinary", "by default"): curve("ordinary", as_in_the_field=False),
    ("ordinary", "with the field's air and standby"): curve("ordinary", as_in_the_field=True),
    ("cold", "by default"): curve("cold", as_in_the_field=False),
    ("cold", "with the field's air and standby"): curve("cold", as_in_the_field=True),
}
for name, cops in curves.items():
    print(name, np.round(np.interp([5.0, 17.0, 35.0, 47.0], outdoor_degf, cops), 2))

# %%
with styled():
    figure, ax = plt.subplots(figsize=(7.2, 5.6), layout="constrained")
    for marker, (name, points) in zip("osD^v<>", studies.items(), strict=True):
        degrees, cops = np.array(points).T
        ax.plot(1.8 * degrees + 32.0, cops, marker, markersize=4, color="0.45", label=name)
    for (climate, what), cops in curves.items():
        ax.plot(
            outdoor_degf,
            cops,
            color=(LINES[0] if climate == "ordinary" else LINES[1]).color,
            linestyle="-" if what == "by default" else "--",
            label=f"12k {climate}, {what}",
        )
    ax.set(
        xlabel="Outdoor temperature [°F]", ylabel="Heating COP, all electricity [-]", ylim=(0, 6)
    )
    figure.legend(loc="outside lower center", fontsize=7, ncols=3)
    ax.set_title("Default units lie near the largest study; as installed, lower")
