"""Figures of a year: functions from Results to one number, a module for each subject.

Each is decorated with `metric` and so listed in `METRICS`; its name is its key in the summary and
ends in its unit. What is undefined is nan, and ``null`` in the summary. Definitions with their
sources: docs/metrics.md.

>>> list(METRICS)[:2]
['heat_delivered_kwh', 'cool_delivered_kwh']
"""

from __future__ import annotations

# ruff: noqa: F403  # every metric by its own name, whatever its subject
from hpsim.metrics.comfort import *
from hpsim.metrics.cost import carbon_kg as carbon_kg
from hpsim.metrics.cost import cost_of as cost_of
from hpsim.metrics.efficiency import *
from hpsim.metrics.energy import *
from hpsim.metrics.humidity import *
from hpsim.metrics.notebook import html_table as html_table
from hpsim.metrics.registry import Metric as Metric
from hpsim.metrics.running import *
from hpsim.metrics.sound import *
from hpsim.metrics.summary import METRICS as METRICS
from hpsim.metrics.summary import columns_of as columns_of
from hpsim.metrics.summary import dataframe_of as dataframe_of
from hpsim.metrics.summary import figures_of as figures_of
from hpsim.metrics.summary import metrics_of as metrics_of
from hpsim.metrics.summary import money_of as money_of
