"""What is wrong with a machine: a clogged filter, little air, a wrong charge, a blocked coil."""

from __future__ import annotations

from pydantic import Field

from hpsim.description.base import Date, Description, Fraction, Number
from hpsim.description.schedules import day_of_year


class Filter(Description):
    """A filter that clogs until cleaned: ``{loss_per_month: 4 %, cleaned_every_months: 6}``."""

    loss_per_month: Fraction
    """Of the clean airflow."""
    cleaned_every_months: Number = Field(default=3.0, gt=0, le=120)
    """After which the airflow is whole again; the year begins with a clean one."""
    most: Fraction = Field(default=0.5, le=0.5)
    """It never loses more."""


class OutdoorBlockage(Description):
    """Snow, leaves or a tarpaulin: ``{from: 01-10, to: 01-20, airflow: 30 %}``."""

    from_: Date
    """First day."""
    to: Date
    """Last day; before ``from`` means in the next year."""
    airflow: Fraction
    """What is left of the air over the outdoor coil; below 20 % the unit trips."""

    @property
    def days_of_year(self) -> tuple[int, int]:
        """First and last day, 0 ... 364."""
        return day_of_year(self.from_), day_of_year(self.to)


class UnitFaults(Description):
    """What is wrong with a unit; each as a fraction of what it should be."""

    filter: Filter | None = None
    """A filter that clogs."""
    indoor_airflow: Number = Field(default=1.0, ge=0.5, le=1.5)
    """Of rated: fouled indoor coil, wrong fan setting, blocked return."""
    charge: Number = Field(default=1.0, ge=0.75, le=1.25)
    """Refrigerant over nominal; the published curves end at a quarter too much or too little."""
    outdoor_coil: Number = Field(default=1.0, ge=0.5, le=1.0)
    """Air left over a fouled outdoor coil."""
    blocked: OutdoorBlockage | None = None
    """Outdoor coil blocked for some days."""
