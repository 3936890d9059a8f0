"""Rooms without a machine that dries: their humidity, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import drivers
from hpsim.psychrometrics import saturation_humidity_ratio
from hpsim.simulate import HOURS_PER_YEAR, _room_humidity

GAIN_KG_PER_S = 1e-5
TABLE = 5e-6  # saturation by table, linear between entries
N = 2 * HOURS_PER_YEAR  # half-hours


def test_a_sealed_room_takes_up_what_its_air_holds_and_the_rest_condenses():
    sealed = drivers(
        20.0,
        n_hours=HOURS_PER_YEAR,
        moisture_gain_kg_per_s=GAIN_KG_PER_S,
        outdoor_air_kg_per_s=0.0,
    )
    humidity, condensed = _room_humidity(sealed, np.full(N + 1, 20.0))
    full = float(saturation_humidity_ratio(20.0, sealed.pressure_pa))
    assert humidity == pytest.approx(full, rel=TABLE)
    assert condensed == pytest.approx(GAIN_KG_PER_S)


def test_an_aired_room_stays_above_outdoors_by_what_its_gains_add():
    aired = drivers(20.0, n_hours=HOURS_PER_YEAR, moisture_gain_kg_per_s=GAIN_KG_PER_S)
    humidity, condensed = _room_humidity(aired, np.full(N + 1, 20.0))
    assert humidity == pytest.approx(0.004 + GAIN_KG_PER_S / 0.01)  # gains over air: 1 g/kg
    assert not condensed.any()
