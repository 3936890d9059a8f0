"""Manual J, 8th edition: peak loads of a dwelling and its rooms, component by component.

Everything here is in the units of the standard's tables: Btu/h, °F, ft², cfm, grains. `loads`
adds up; `from_room` makes the inputs from a scenario's room, `houses` from a house written as data.

References
----------
ACCA Manual J, Residential Load Calculation, 8th edition; tables and figures as OpenStudio-HPXML
v1.11 (NREL) has them in ``hvac_sizing.rb``. They stand in ``data/sizing/manual_j_factors.json``.
"""
