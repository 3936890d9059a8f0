"""Faults against the published figures, and neglect in a unit's description."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from hpsim.equipment.faults import (
    NEGLECT,
    OUTDOOR_CAPACITY,
    OUTDOOR_INPUT_RATIO,
    Filter,
    OutdoorBlockage,
    UnitFaults,
    charge_and_airflow,
    charge_factor,
    compile_faults,
    filter_airflow,
    heating_colder_k,
    outdoor_coil_factor,
)
from hpsim.equipment.kinds import Candidate
from rooms import adapter

PRINTED = 6e-5  # the figures have four digits
HOT, COLD = 35.0, 8.33  # outdoors, of the published checks
STEP_S = 1800.0
YEAR = 17520
LABEL = {"kind": "single_stage", "size": "9 kBtu/h", "seer2": 15.2, "hspf2": 7.8}


@pytest.mark.parametrize(
    ("charge", "cooling", "heating"),
    # ANSI/RESNET/ICC 301-2022 tables 4.2.2.4, as coded in OpenStudio-HPXML v1.11 and resdx
    [
        (-0.25, (0.8462, 0.9710), (0.8025, 0.9591)),
        (-0.10, (0.9557, 0.9902), (0.9603, 0.9875)),
        (0.10, (1.0120, 1.0148), (1.0003, 1.0262)),
        (0.25, (1.0247, 1.0477), (1.0004, 1.1364)),
    ],
)
def test_charge_has_the_published_effect(
    charge: float, cooling: tuple[float, float], heating: tuple[float, float]
) -> None:
    found = [
        float(charge_factor("cooling_capacity", charge, 26.67, HOT)),
        float(charge_factor("cooling_power", charge, 26.67, HOT)),
        float(charge_factor("heating_capacity", charge, 0.0, COLD)),
        float(charge_factor("heating_power", charge, 0.0, COLD)),
    ]
    np.testing.assert_allclose(found, [*cooling, *heating], atol=PRINTED)


@pytest.mark.parametrize(
    ("charge", "airflow", "cooling", "heating"),
    # the combined rule of the same source
    [
        (-0.25, 0.75, (0.8131, 1.1990), (0.7763, 1.3104)),
        (-0.10, 0.80, (0.9238, 1.0681), (0.9287, 1.1423)),
        (0.0, 0.75, (0.9553, 1.0366), (0.9551, 1.1543)),
    ],
)
def test_charge_and_airflow_together_have_the_published_effect(
    charge: float, airflow: float, cooling: tuple[float, float], heating: tuple[float, float]
) -> None:
    for season, outdoor, expected in (("cooling", HOT, cooling), ("heating", COLD, heating)):
        q, p = charge_and_airflow(season, charge, airflow, outdoor)
        assert q == pytest.approx(expected[0], abs=PRINTED)
        assert p / q == pytest.approx(expected[1], abs=2 * PRINTED)


@pytest.mark.parametrize(
    ("loss", "capacity", "ratio"),
    # NREL/OpenStudio-fault-models, wet bulb 19.4, outdoor 35 degC, COP 4
    [
        (0.1, 1.0019, 1.0262),
        (0.2, 1.0037, 1.0486),
        (0.3, 1.0009, 1.0845),
        (0.4, 0.9889, 1.1517),
        (0.5, 0.9630, 1.2674),
    ],
)
def test_fouled_outdoor_coil_has_the_published_effect(
    loss: float, capacity: float, ratio: float
) -> None:
    assert outdoor_coil_factor(OUTDOOR_CAPACITY, 1 - loss, HOT) == pytest.approx(
        capacity, abs=PRINTED
    )
    assert outdoor_coil_factor(OUTDOOR_INPUT_RATIO, 1 - loss, HOT) == pytest.approx(
        ratio, abs=PRINTED
    )


@pytest.mark.parametrize(
    ("airflow", "cooling", "heating"),
    [
        (0.9, (0.9842, 1.0147), (0.9845, 1.0504)),
        (0.7, (0.9443, 1.0439), (0.9435, 1.1966)),
        (0.5, (0.8935, 1.0728), (0.8891, 1.4034)),
    ],
)
def test_indoor_airflow_has_the_published_effect(
    airflow: float, cooling: tuple[float, float], heating: tuple[float, float]
) -> None:
    """The same curves at r = 1 are 1.0000 and 0.9999: hence the tolerance."""
    found = compile_faults(UnitFaults(indoor_airflow=airflow), np.full(49, HOT), STEP_S)
    assert found.cooling_capacity[0] == pytest.approx(cooling[0], abs=PRINTED)
    assert found.cooling_power[0] / found.cooling_capacity[0] == pytest.approx(
        cooling[1], abs=PRINTED
    )
    assert found.heating_capacity[0] == pytest.approx(heating[0], abs=PRINTED)
    assert found.heating_power[0] / found.heating_capacity[0] == pytest.approx(
        heating[1], abs=PRINTED
    )


def test_nothing_wrong_changes_nothing() -> None:
    found = compile_faults(UnitFaults(), np.full(49, HOT), STEP_S)
    for name in ("heating_capacity", "heating_power", "cooling_capacity", "cooling_power"):
        np.testing.assert_allclose(getattr(found, name), 1.0, atol=2e-4)  # the curves' own rounding
    assert (found.airflow == 1.0).all()
    assert (found.heating_colder_k == 0.0).all()
    assert (found.tripped == 0.0).all()


@pytest.mark.parametrize(("left", "depression"), [(0.8, 1.23), (0.5, 4.43), (0.3, 9.10)])
def test_blocked_outdoor_coil_sees_colder_air(left: float, depression: float) -> None:
    assert heating_colder_k(left, 0.0) == pytest.approx(depression, abs=0.005)


def test_a_filter_clogs_until_it_is_cleaned() -> None:
    day = (np.arange(YEAR) + 0.5) / 48
    left = filter_airflow(Filter(loss_per_month=0.05, cleaned_every_months=6.0, most=0.2), day)
    assert left[0] == pytest.approx(1.0, abs=1e-3)
    assert left.min() == pytest.approx(0.8)  # no more than most
    months = day / (365 / 12)
    assert left[(months > 3.99) & (months < 4.0)].mean() == pytest.approx(0.8, abs=1e-3)
    assert left[(months > 6.0) & (months < 6.05)].mean() > 0.99  # cleaned


def test_a_buried_unit_trips_on_its_days_only() -> None:
    said = UnitFaults(blocked=OutdoorBlockage(from_="12-30", to="01-02", airflow=0.1))
    days = compile_faults(said, np.zeros(YEAR + 1), STEP_S).tripped.reshape(365, 48)
    assert days.sum() == 4 * 48
    assert days[[363, 364, 0, 1]].all()


def candidate(**keys: object) -> Any:
    return adapter(Candidate).validate_python(LABEL | keys)


def test_neglect_is_a_preset() -> None:
    assert candidate().given_faults is None
    assert candidate(neglected=True).given_faults is NEGLECT
    given_faults = candidate(faults={"charge": 0.9}).given_faults
    assert given_faults is not None
    assert given_faults.charge == 0.9


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"faults": {"charge": 0.5}}, "0.75"),
        ({"faults": {"indoor_airflow": 2.0}}, "1.5"),
        ({"faults": {"outdoor_coil": 0.3}}, "0.5"),
        ({"faults": {"charge": 0.9}, "neglected": True}, "both given"),
        (
            {"backup": {"size": "1 kW", "below": "20 degF", "compressor_off_below": "30 degF"}},
            "nothing would heat between",
        ),
        ({"backup": {"size": "1 kW", "stages": 9}}, "4"),
    ],
)
def test_bad_faults_are_told(keys: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        candidate(**keys)
