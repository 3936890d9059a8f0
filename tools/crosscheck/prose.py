"""What the page says around its tables."""

BEFORE = """\
Whole rooms are computed by two programs: by hpsim, and by EnergyPlus, a detailed program that we
did not write. Its input is made from the same expanded description (`hpsim describe` shows it):
layers, areas, directions, glass, air, people and appliances, setpoints, and the same weather file.
Nine rooms at three places are compared. {about}.

EnergyPlus runs with its own methods: TARP films inside and DOE-2 outside, conduction transfer
functions, its own window, solar and sky models, six steps an hour, and Kiva's two-dimensional soil
under slabs. Nothing in hpsim is tuned to agree. Two inputs are set to mean the same in both
programs:

- **Air changes.** A constant `ach` means air of 20 °C in hpsim, so EnergyPlus gets `Density Basis:
  Standard`. Its default is outdoor air as it is; a room in which that is meant has `infiltration:
  {{ach: 0.5, air_density: outdoor}}`, and its loads change as they do in EnergyPlus (five rooms in
  Chicago, within 0.3 percentage points).
- **Slabs.** Kiva starts with soil that has never received sun and, where the air is warm, holds the
  air's annual mean a few meters down. Here seven years run, of which the last counts, and nothing
  crosses 10 m. The edge is hpsim's 0.15 m under a wall of the same thickness, floor coverings are
  thin, and the soil is dry in both (`site: {{ground_cover: dry}}`), since Kiva has no evaporation.
  Two differences remain: Kiva's edge faces all directions, hpsim's those of the walls (20 % more
  sun); and Kiva has one wind, at 0.9 m, over soil and edge, where hpsim uses the wind at 2 m and at
  the edge's height. [Below](#what-energyplus-own-settings-do) is what these and other settings do.

The tolerances are {annual} of annual loads ({leaky} in leaky or single-glazed rooms, here the old
addition) and {peak} of peak hours. `make crosscheck` installs EnergyPlus (a development tool that
hpsim itself does not need), runs everything again and writes this page. EnergyPlus' figures are
kept in `tools/crosscheck/energyplus.csv`, with which the tests compare hpsim without EnergyPlus."""

ROOM_WORDS = {
    "bedroom": "`bedroom`, good: attic above, two walls outdoors, 0.3 air changes",
    "flat": "`flat`, average: one wall outdoors, west glass under an overhang, people and kitchen",
    "heavy": "`detail`: masonry and concrete inside insulation, clear double panes to the south",
    "old-addition": "`detail`: boards and plaster, single panes, one air change an hour, on posts",
    "slab": "`addition`, average: on a slab with a bare edge, attic above",
    "slab-insulated": "`addition`, good: on a slab behind a board 2 ft deep, low-e glass by panes",
    "sunroom": "`sunroom`, average: 18 m² of glass for 18 m² of floor",
    "tiny-house": "`tiny_house`, good: outdoors on six sides, low-emittance argon panes one by one",
    "under-attic": "`bedroom`, poor: one wall outdoors to the north, R-8.7 below the attic",
}

AFTER = """\
## Glass by its label

In most cases only U and SHGC of a window are known. Here the bedroom's windows are four glazings
whose panes are known. They are given pane by pane, and by the label that LBNL's WinCalc computes
for them. The table has the cooling [kWh] of EnergyPlus (EP) with panes, and the difference of the
other methods from it. In the last column, transmission falls with the angle as for clear panes,
instead of by LBNL-2804E's curves.

| glazing, U [W/m²K] and SHGC | place | panes: EP | ours | label: EP | ours | as clear panes |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| double, silver coat, argon; 1.43, 0.43 | Chicago | 722 | +0.1 % | −0.9 % | +0.1 % | +2.6 % |
| | Denver | 942 | +0.8 % | −1.6 % | −0.2 % | +2.8 % |
| double, hard coat, argon; 1.66, 0.69 | Chicago | 1128 | +0.7 % | +0.1 % | +0.8 % | +0.7 % |
| | Denver | 1543 | +0.5 % | −0.1 % | +0.3 % | +0.1 % |
| double, clear, air; 2.73, 0.76 | Chicago | 1117 | +0.9 % | +3.0 % | +3.9 % | +3.2 % |
| | Denver | 1523 | +0.7 % | +2.9 % | +3.6 % | +3.0 % |
| triple, silver, hard coat, argon; 0.81, 0.38 | Chicago | 672 | −0.2 % | +3.5 % | +3.5 % | +3.9 % |
| | Denver | 870 | +0.5 % | +3.6 % | +4.0 % | +4.6 % |

A label is least accurate in heating: the U of the silver-coated double pane on a winter night is
used all year, while its gap conducts less in mild weather. With the label this well insulated room
needs 8 % more in Chicago and 12 % more in Denver by EnergyPlus (26 and 16 kWh), 9 and 18 % by
hpsim. EnergyPlus integrates diffuse light through simple glazing over ten angles by trapezoids,
which makes 0.6 % less of it.

## What is not compared

Leakage by wind and stack (AIM-2), fans, open doors and windows, shades, basement walls, humidity
(EnergyPlus 25.2's moisture penetration depth model breaks down where a face has no properties, and
lets faces behind a tight coat take part).
The geometry is a box with a roof on it; EnergyPlus also gets the attic's two gables, which hpsim
leaves out, as adiabatic walls."""
