"""Small physical errors, each with the tests that have to notice it; `tools/mutate.py` runs them.

None of these tests compares with numbers that this program made (tests/regression). Whoever adds
physics adds its errors here: a wrong sign, another unit, a factor that is forgotten, an edge that
is off by one.
"""

from __future__ import annotations

from typing import NamedTuple

KERNEL = "tests/unit/kernel/"
BUILDING = "tests/unit/building/"
EQUIPMENT = "tests/unit/equipment/"
THERMOSTAT = (f"{KERNEL}test_thermostat.py",)
FAN_AND_DRY = (f"{KERNEL}test_thermostat_fan_and_dry_mode.py",)
ACCOUNTING = (f"{KERNEL}test_accounting.py",)
COIL = (f"{KERNEL}test_coil.py",)
COURSE = (f"{KERNEL}test_sensor_course.py",)
HEAT_PUMP = (f"{KERNEL}test_heat_pump.py",)
CONTROLLER = (f"{KERNEL}test_controller.py",)
ROOM = (f"{KERNEL}test_room.py",)
WEATHER_STEP = (f"{KERNEL}test_weather_step.py",)
LOOKUP = (f"{KERNEL}test_lookup.py",)
YEAR = (f"{KERNEL}test_year.py",)
WARM_UP = ("tests/physics/test_warm_up.py",)
FAN_BEFORE = (
    "tests/physics/test_warm_up.py::test_a_fan_that_is_always_on_runs_before_the_first_run",
    "tests/physics/test_warm_up.py::test_a_fan_goes_by_the_season_of_the_days_before",
)
DEMAND = ("tests/physics/test_demand.py::test_an_hours_means_are_those_of_its_steps",)
SATURATED = ("tests/physics/test_demand.py::test_no_minute_has_more_than_saturated_air",)
OPENED = (
    "tests/physics/test_room.py::test_windows_open_where_the_weather_stops_what_cools",
    "tests/physics/test_room.py::test_nobody_opens_a_window_at_the_temperature_that_he_heats_to",
)
AIR = (f"{KERNEL}test_air.py", f"{KERNEL}test_coil.py")
SUN_AND_AIR = (f"{BUILDING}test_sun_and_air.py",)
SOLAR = (f"{BUILDING}test_solar.py", f"{BUILDING}test_shading.py")
INFILTRATION = (f"{BUILDING}test_infiltration.py", f"{BUILDING}test_sun_and_air.py")
GROUND = (f"{BUILDING}test_ground.py",)
FILMS = (f"{BUILDING}test_films.py",)
INTERVAL = (f"{KERNEL}test_interval.py",)
RULES = ("tests/unit/verdict/test_rules.py",)
SCHEDULES = ("tests/unit/test_schedules.py",)
RESOLVE = (f"{BUILDING}test_resolve.py",)
TRACE = (f"{KERNEL}test_trace.py",)
BASE_PASS = (f"{KERNEL}test_base_pass_laws.py",)
FACTORS = (f"{BUILDING}test_factors.py",)
FIT_MACHINE = ("tests/unit/fit/test_machine.py",)
FIT_BILLS = ("tests/unit/fit/test_bills.py",)
FIT_RANGES = ("tests/unit/fit/test_ranges.py",)
LOGS = ("tests/unit/logs/test_reading.py",)
MEASURED = ("tests/physics/test_measured.py",)
HOME = ("tests/physics/test_home.py",)
DAYS = ("tests/physics/test_days.py",)
GLAZING = (f"{BUILDING}test_glazing.py", f"{BUILDING}test_sun_and_air.py")
CARBON_DIOXIDE = ("tests/physics/test_carbon_dioxide.py",)
METRICS = ("tests/unit/test_metrics.py",)
UNITS = ("tests/unit/test_units.py",)
SET_POINTS = ("tests/unit/control/test_set_points.py", "tests/unit/control/test_people.py")
HOURLY = tuple(
    f"tests/validation/test_hourly.py::{name}"
    for name in (
        "test_a_single_stage_unit_uses_what_the_standard_has",
        "test_standby_goes_with_the_time_off_and_the_pan_heater_with_the_time_on",
        "test_backup_gives_what_is_missing",
    )
)
SIMULATE = "tests/unit/test_simulate.py"
IGNITION = (f"{SIMULATE}::test_ignitions_and_the_pilot_are_added_to_what_the_loop_counts",)
SKY = ("tests/unit/weather/test_sky_and_planes.py",)
CLOCK = ("tests/unit/weather/test_clock.py",)
RATINGS = (f"{EQUIPMENT}test_ratings.py",)
PORTABLE = (f"{EQUIPMENT}test_portable.py",)
OWN_CONTROL = (f"{KERNEL}test_own_control.py",)
OTHER_AIR = (f"{KERNEL}test_other_air.py",)
INDOOR_FAN = (f"{KERNEL}test_indoor_fan.py",)
BILL = ("tests/unit/economics/test_bill.py",)
LIFE_CYCLE = ("tests/unit/economics/test_life_cycle.py",)
MANUAL_J = ("tests/unit/sizing/test_manual_j.py", "tests/validation/test_sizing.py")
SIZE = ("tests/unit/sizing/test_size.py::test_machines_are_in_the_air_of_their_site",)
FACTS = ("tests/unit/verdict/test_facts.py",)
POLICIES = ("tests/unit/sizing/test_policies.py",)
PRICES = ("tests/unit/test_prices.py", "tests/unit/test_metrics.py")


class Mistake(NamedTuple):
    """A line as it is and as it would be wrong."""

    name: str
    file: str
    """Below src/hpsim."""
    right: str
    wrong: str
    tests: tuple[str, ...]
    within: str = ""
    """Where the line is there more than once: a text that comes shortly before the one meant."""
    compiled: bool = False
    """Whether the tests need machine code: those of whole years."""


# fmt: off
ERRORS = (
    # ---- what only golden numbers or nothing caught when it was first tried
    Mistake("a shade leaves diffuse light alone", "building/solar.py", "diffuse_w = glass.area_m2 * np.maximum(diffuse, 0.0) * shade", "diffuse_w = glass.area_m2 * np.maximum(diffuse, 0.0)", SUN_AND_AIR),
    Mistake("a shade leaves the beam alone", "building/solar.py", "beam_w = glass.area_m2 * plane.directed_w_per_m2 * shade[lit]", "beam_w = glass.area_m2 * plane.directed_w_per_m2", SUN_AND_AIR),
    Mistake("summer time puts setpoints an hour late", "control/compile.py", "clock = (np.arange(calendar.n_hours) + clock_shift_h(calendar)) % calendar.n_hours", "clock = (np.arange(calendar.n_hours) - clock_shift_h(calendar)) % calendar.n_hours", SET_POINTS),
    Mistake("summer time is forgotten in setpoints", "control/compile.py", "clock = (np.arange(calendar.n_hours) + clock_shift_h(calendar)) % calendar.n_hours", "clock = np.arange(calendar.n_hours)", SET_POINTS),
    Mistake("exhaust and supply fans each bring their own air", "building/infiltration.py", "unbalanced = np.abs(exhaust - supply)", "unbalanced = exhaust + supply", SUN_AND_AIR),
    Mistake("a supply fan saves all that an exhaust fan draws", "building/infiltration.py", "balanced + np.minimum(exhaust, supply)", "balanced + 0.0", SUN_AND_AIR),
    Mistake("fans of one rule each bring their own air", "building/infiltration.py", "with_them = np.maximum(*", "with_them = np.add(*", SUN_AND_AIR),
    Mistake("latent recovery is that of heat", "building/infiltration.py", "fixed_kg + (balanced - saved_latent) * density", "fixed_kg + (balanced - saved) * density", SUN_AND_AIR),
    Mistake("latent recovery saves nothing", "building/infiltration.py", "fixed_kg + (balanced - saved_latent) * density", "fixed_kg + balanced * density", SUN_AND_AIR),
    Mistake("a pan heater is no electricity of heating", "kernel/accounting.py", "electric_w += machine.auxiliaries.pan_heater_w", "electric_w += 0.0", ACCOUNTING),
    Mistake("latent build-up starts anew at a restart", "kernel/thermostat.py", "state.built_latent *= left", "state.built_latent = 0.0", COIL),
    Mistake("the dead time holds back the same mode", "kernel/thermostat.py", "changes = calls * state.mode < 0.0", "changes = calls * state.mode > 0.0", THERMOSTAT),
    Mistake("the dead time is forgotten", "kernel/controller.py", "return max(wait_s, dead_time_s - since_stop_s)", "return wait_s", CONTROLLER),
    Mistake("no restart differential after a lockout", "kernel/thermostat.py", "state.heat_above_degc + machine.outdoor_coil.restart_above_k:", "state.heat_above_degc:", THERMOSTAT),
    Mistake("the loop's wet bulb is never updated", "kernel/coil.py", "state.taken_up = (wet_ratio - humidity) * WATER_J_PER_KG_K * wet_degc", "state.taken_up = 0.0", AIR),
    Mistake("water taken up cools the wrong way", "kernel/air.py", "return t, (w - humidity_ratio) * WATER_J_PER_KG_K * t", "return t, (humidity_ratio - w) * WATER_J_PER_KG_K * t", AIR),
    Mistake("supply air brings its heat without the outdoor air's", "building/infiltration.py", "warmer_k = fan.supply_degc - outdoor", "warmer_k = fan.supply_degc", SUN_AND_AIR),
    Mistake("air whose water is recovered does not come in", "building/ideal_load.py", "load_pass.outdoor_air_kg_per_s + np.repeat(load_pass.air.recovered_kg_per_s, per_hour)", "load_pass.outdoor_air_kg_per_s", ("tests/unit/test_simulate.py",), compiled=True),
    Mistake("fans that never run bring air", "building/ideal_load.py", "np.where(of_row > 0.0, carried, 0.0)", "1.0", ("tests/unit/test_simulate.py",), compiled=True),
    Mistake("thermal bridges to outdoors are forgotten", "building/infiltration.py", "* AIR_J_PER_KG_K + least + bridges_w_per_k", "* AIR_J_PER_KG_K + least", SUN_AND_AIR),
    Mistake("a bridge's other side is outdoors", "building/solver_arrays.py", "heat = heat + bridge.w_per_k * np.repeat(bridge.degc, per_hour)", "heat = heat + bridge.w_per_k * outdoor_mean", SUN_AND_AIR),
    Mistake("measured heat also drives a room that is held", "simulate/driven.py", "drives_w = drive.heat_w * (1.0 - drive.held)", "drives_w = drive.heat_w", MEASURED, compiled=True),
    Mistake("the radiant part of held heat is not counted", "simulate/driven.py", "(hourly_mean(done.out.load_w, STEP_S) + radiated_w)", "hourly_mean(done.out.load_w, STEP_S)", MEASURED, compiled=True),
    Mistake("days have the runs of their warm-up", "simulate/candidate.py", "ours = results.cycles.start_s >= begin_s", "ours = results.cycles.start_s >= 0.0", DAYS, compiled=True),
    Mistake("days are those that warm up", "simulate/candidate.py", "hours, begin_s = slice(period.n_hours_before, None)", "hours, begin_s = slice(period.n_hours - period.n_hours_before)", DAYS, compiled=True),
    Mistake("a Saturday of actual days is a weekday", "economics/metering.py", "is_weekend=(day.astype(np.int64) + EPOCH_WEEKDAY) % 7 >= SATURDAY", "is_weekend=(day.astype(np.int64) + EPOCH_WEEKDAY) % 7 > SATURDAY", DAYS, compiled=True),
    Mistake("a stamp at an interval's end is its begin", "logs/series.py", '"middle": 0.5, "end": 1.0}', '"middle": 0.5, "end": 0.0}', LOGS),
    Mistake("leaks meet the wind of the weather station", "building/infiltration.py", "sheltered * wind_ratio(leak.dwelling_height_m, leak.terrain) * wind_m_per_s", "sheltered * wind_m_per_s", SUN_AND_AIR),
    Mistake("leaks meet the wind at 10 m", "building/infiltration.py", "wind_ratio(leak.dwelling_height_m, leak.terrain)", "wind_ratio(10.0, leak.terrain)", SUN_AND_AIR),
    Mistake("backup comes without full output", "kernel/thermostat.py", "and (alone or state.full_s >= delay_s)", "and (alone or state.full_s >= 0.0)", THERMOSTAT),
    Mistake("the fan heats the room in a defrost", "kernel/coil.py", "capacity_w *= state.icing_heat\n            fan_w = 0.0", "capacity_w *= state.icing_heat", COIL),
    Mistake("in hours the fan runs through defrosts", "kernel/steady.py", "fan_w *= at.fan_power * (1.0 - icing)", "fan_w *= at.fan_power", COIL),
    Mistake("the simple window has another inside film", "building/simple_window.py", "0.359073 * math.log(u_value) + 6.949915", "0.359073 * math.log(u_value) + 7.949915", SUN_AND_AIR),
    Mistake("the simple window has the summer's outside film", "building/simple_window.py", "0.025342 * u_value + 29.163853", "0.025342 * u_value + 20.57708", SUN_AND_AIR),
    Mistake("in dry mode the fan's power goes with the square", "kernel/coil.py", "fan_w *= control.dry_airflow**3", "fan_w *= control.dry_airflow**2", COIL),
    Mistake("unmet hours begin at 0.45 K", "metrics/counts.py", "TOLERANCE_K = 0.5  #", "TOLERANCE_K = 0.45  #", METRICS),
    Mistake("strict unmet hours begin at 0.25 K", "metrics/counts.py", "STRICT_TOLERANCE_K = 0.2  #", "STRICT_TOLERANCE_K = 0.25  #", METRICS),
    Mistake("loose unmet hours begin at 1 K", "metrics/counts.py", "LOOSE_TOLERANCE_K = 1.11", "LOOSE_TOLERANCE_K = 1.0", METRICS),
    Mistake("the pilot burns only with the flame", "simulate/candidate.py", "fuel_w=channels.fuel_w + burner.pilot_w,", "fuel_w=channels.fuel_w,", IGNITION),
    Mistake("the igniter's energy is taken as power", "simulate/candidate.py", "start_w = starts * (burner.start_j / interval_s)", "start_w = starts * burner.start_j", IGNITION),
    Mistake("each value of an axis counts alike", "sweep/analyse/sensitivity.py", "np.average((mean - y.mean()) ** 2, weights=count)", "np.average((mean - y.mean()) ** 2)", ("tests/unit/sweep/test_sensitivity.py",)),
    Mistake("a season begins an hour early", "control/presence.py", "mean = (sums[MEMORY_H - 1 : -1] - np.concatenate([[0.0], sums[: -MEMORY_H - 1]])) / MEMORY_H", "mean = (sums[MEMORY_H:] - sums[:-MEMORY_H]) / MEMORY_H", SET_POINTS),
    Mistake("a season has no hysteresis", "control/presence.py", "(-SEASON_HYSTERESIS_K if on else 0.0)", "0.0", SET_POINTS),
    Mistake("thousand BTU are a million", "units/quantities.py", "(1e3 * W_PER_BTUH, \"kBtu/h", "(1e6 * W_PER_BTUH, \"kBtu/h", UNITS),
    Mistake("pounds per megawatt-hour are kilograms", "units/quantities.py", "(KG_PER_LB * 1e-3, \"lb/MWh lbs/MWh\")", "(1e-3, \"lb/MWh lbs/MWh\")", UNITS),
    Mistake("a knot is a statute mile", "units/quantities.py", "(1852 / 3600,", "(1609 / 3600,", UNITS),
    Mistake("a fahrenheit begins at 30", "units/quantities.py", "\"F\": -32.0", "\"F\": -30.0", UNITS),
    # ---- thermostat
    Mistake("heating stops at the setpoint of cooling", "kernel/thermostat.py", "aim: float = state.heat_at_degc if state.mode > 0.0 else state.cool_at_degc", "aim: float = state.cool_at_degc if state.mode > 0.0 else state.heat_at_degc", THERMOSTAT),
    Mistake("the minimum on time is ignored", "kernel/thermostat.py", "if satisfied and state.since_s >= control.minimum_on_s - EPSILON_S:", "if satisfied:", THERMOSTAT),
    Mistake("the minimum off time is ignored", "kernel/controller.py", "max(minimum_off_s - since_stop_s, start_delay_s - call_s)", "start_delay_s - call_s", CONTROLLER),
    Mistake("the start delay runs from the stop", "kernel/controller.py", "start_delay_s - call_s)", "start_delay_s - since_stop_s)", CONTROLLER),
    Mistake("ignition delays cooling", "kernel/thermostat.py", "(machine.burner.ignition_s if calls > 0.0 else 0.0)", "machine.burner.ignition_s", THERMOSTAT),
    Mistake("a coil is cold at once after a stop", "kernel/thermostat.py", "left = math.exp(-state.since_s / WARM_OFF_S)", "left = 0.0 * math.exp(-state.since_s / WARM_OFF_S)", THERMOSTAT),
    Mistake("cooling begins with the warm coil of heating", "kernel/thermostat.py", "if state.calls == state.mode else 0.0", "if state.calls != 0.0 else 0.0", THERMOSTAT),
    Mistake("backup stays on in mild weather", "kernel/thermostat.py", "or outdoor_degc > machine.backup.below_degc\n    ):", "or outdoor_degc > 100.0 + machine.backup.below_degc\n    ):", THERMOSTAT),
    Mistake("the second stage of backup is whole power", "kernel/thermostat.py", "machine.backup.power_w * state.stage / machine.backup.stages", "machine.backup.power_w * state.stage", THERMOSTAT),
    Mistake("a locked-out compressor's backup keeps its margin", "kernel/thermostat.py", "    if not alone:\n        state.backup_at_degc -= control.backup_margin_k", "    state.backup_at_degc -= control.backup_margin_k", THERMOSTAT),
    Mistake("the fan stops with the compressor", "kernel/indoor_fan.py", "if since_s < state.fan_run_s - EPSILON_S:\n        state.fan_runs = True", "if since_s < state.fan_run_s - EPSILON_S:\n        state.fan_runs = False", FAN_AND_DRY),
    Mistake("heating's overrun is cooling's", "kernel/indoor_fan.py", "return machine.fan.overrun_s + machine.fan.heating_overrun_more_s", "return machine.fan.overrun_s", FAN_AND_DRY),
    Mistake("dry mode may cool as far as it likes", "kernel/thermostat.py", "state.cool_at_degc - control.dry_overcool_k, state", "state.cool_at_degc - 10.0 * control.dry_overcool_k, state", FAN_AND_DRY),
    Mistake("drying has no hysteresis", "kernel/thermostat.py", "return control.dry_above - (DRY_HYSTERESIS if state.is_drying else 0.0)", "return control.dry_above", FAN_AND_DRY),
    Mistake("the high stage comes at once", "kernel/thermostat.py", "if far or state.since_s >= SECOND_STAGE_S - EPSILON_S:", "if far or state.since_s >= 0.0:", THERMOSTAT),
    Mistake("a run's mean speed is its last", "kernel/thermostat.py", "cycles[n, 4] = state.run_speed_s / max(state.since_s, 1e-9)", "cycles[n, 4] = state.speed_now", THERMOSTAT),
    Mistake("a lockout's crossing is looked for the wrong way", "kernel/interval_length.py", "reached_s = -above_k / (state.outdoor_rise_k * unit.base_per_s)", "reached_s = -above_k / state.outdoor_rise_k", THERMOSTAT),
    # ---- controller
    Mistake("the integral winds up", "kernel/controller.py", "if (wanted < top or error < 0.0) and (wanted > lowest or error > 0.0):", "if True:", CONTROLLER),
    Mistake("the error is taken at the begin", "kernel/controller.py", "error = (error_k + 0.5 * error_k_per_s * interval_s) * per_k", "error = error_k * per_k", CONTROLLER),
    Mistake("the speed is not slewed", "kernel/controller.py", "share, largest = 1.0, slew_per_s * interval_s", "share, largest = 1.0, 1e9 * slew_per_s * interval_s", CONTROLLER),
    Mistake("supply air at the sensor is taken twice", "kernel/controller.py", "return share / (1.0 - share) / (airflow_kg_per_s * DRY_AIR_J_PER_KG_K)", "return share / (airflow_kg_per_s * DRY_AIR_J_PER_KG_K)", CONTROLLER),
    # ---- coil and frost
    Mistake("a start builds up to its end at once", "kernel/heat_pump.py", "return 1.0 - missing * (1.0 - decay) * constants, 1.0 - missing * decay", "return 1.0 - missing * (1.0 - decay) * constants, 1.0", HEAT_PUMP),
    Mistake("the mean of a start is its end", "kernel/heat_pump.py", "return 1.0 - missing * (1.0 - decay) * constants, 1.0 - missing * decay", "return 1.0 - missing * decay, 1.0 - missing * decay", HEAT_PUMP),
    Mistake("defrost by Addendum 82 takes celsius for fahrenheit", "kernel/heat_pump.py", "0.134 - 0.003 * (1.8 * outdoor_degc + 32.0)", "0.134 - 0.003 * outdoor_degc", HEAT_PUMP),
    Mistake("defrost is not limited to 8 %", "kernel/heat_pump.py", "+ 32.0), 0.0), 0.08)", "+ 32.0), 0.0), 0.8)", HEAT_PUMP),
    Mistake("defrost takes no heat from the room", "kernel/heat_pump.py", "0.08)\n        return fraction, 1.0, 1.0, -0.8, 0.7, 0.0", "0.08)\n        return fraction, 1.0, 1.0, 0.0, 0.7, 0.0", HEAT_PUMP),
    Mistake("frost by humidity forgets the coil is colder", "kernel/heat_pump.py", "saturated_humidity_ratio(table, 0.82 * outdoor_degc - 8.589)", "saturated_humidity_ratio(table, outdoor_degc)", HEAT_PUMP),
    Mistake("frost takes its whole heat from the compressor", "kernel/heat_pump.py", "return over_sensible / (1.0 + over_sensible)", "return over_sensible", HEAT_PUMP),
    Mistake("evaporation goes with the water, not its root", "kernel/heat_pump.py", "return max(root, 0.0) ** 2", "return max(root, 0.0)", HEAT_PUMP),
    Mistake("evaporation forgets the depression", "kernel/heat_pump.py", "rate = rate_kg_per_s * depression_k / WET_BULB_DEPRESSION_K", "rate = rate_kg_per_s", HEAT_PUMP),
    Mistake("a hose draws all its air on top of the leaks", "kernel/heat_pump.py", "return max(half, unbalanced_kg_per_s - natural_kg_per_s)", "return unbalanced_kg_per_s", HEAT_PUMP),
    Mistake("fan heat cools in cooling", "kernel/coil.py", "sensible_w += (mode * capacity_w + case_w) * mean", "sensible_w += (mode * capacity_w + case_w) * mean - 2.0 * fan_w", COIL),
    Mistake("what evaporates takes no heat", "kernel/coil.py", "        sensible_w -= drawn_w\n", "        sensible_w -= 0.0\n", COIL),
    Mistake("what evaporates takes its heat evenly", "kernel/coil.py", "fading_w += drawn_w * (state.built - (1.0 if state.on else 0.0)) / warm", "fading_w += 0.0", COIL),
    Mistake("a stopped coil's water dries off fastest at first", "kernel/coil.py", "(state.built - (1.0 if state.on else 0.0)) / warm", "(state.built - 1.0) / warm", COIL),
    Mistake("water that dries off early moistens the air late", "kernel/other_air.py", "bow += 12.0 * early * interval.evaporated_kg", "bow -= 12.0 * early * interval.evaporated_kg", OTHER_AIR),
    Mistake("a unit past its stop is foreseen at its floor", "kernel/sensor_course.py", "state.floor = own_floor(control, state, -error_k, max(end_s, state.since_s))", "end_s += 0.0", COURSE),
    Mistake("foreseen output goes with the weather the wrong way", "kernel/sensor_course.py", "part: float = apart_s * unit.base_per_s * work.state.rises_by_weather", "part: float = -apart_s * unit.base_per_s * work.state.rises_by_weather", COURSE),
    Mistake("a speed that heats far from its stop has brief intervals", "kernel/interval_length.py", "longest_s = CALM_STEPS * brief_s", "longest_s = 1.0 * longest_s", FAN_AND_DRY),
    Mistake("a fire's speed has the intervals of a compressor's", "kernel/interval_length.py", "if state.mode > 0.0 and not unit.burns and not unit.has_backup:", "if state.mode > 0.0 and not unit.has_backup:", FAN_AND_DRY),
    Mistake("a coil holds water without end", "kernel/coil.py", "water = min(water + caught_kg - early_kg, full_kg)", "water = water + caught_kg - early_kg", COIL),
    Mistake("cold frost hides under the bypass", "kernel/air.py", "touching_kg_per_s = airflow_kg_per_s * (1.0 - bypass)", "touching_kg_per_s = airflow_kg_per_s", AIR),
    Mistake("vapour has no heat", "kernel/air.py", "return DRY_AIR_J_PER_KG_K * air_degc + humidity_ratio * vapour", "return DRY_AIR_J_PER_KG_K * air_degc", AIR),
    Mistake("defrosts leave the compressor at full power", "kernel/coil.py", "power_w = state.icing_power * power_w + state.icing_power_of_capacity * capacity_w", "power_w = power_w + state.icing_power_of_capacity * capacity_w", COIL),
    Mistake("in hours a defrost has the compressor's power", "kernel/steady.py", "icing * (ice_power * power_w + ice_of_capacity * capacity_w)", "icing * (power_w + ice_of_capacity * capacity_w)", COIL),
    # ---- accounting
    Mistake("cooling is counted negative", "kernel/accounting.py", "totals.cool_j -= sensible_w * interval_s", "totals.cool_j += sensible_w * interval_s", ACCOUNTING),
    Mistake("backup is no heat", "kernel/accounting.py", "totals.heat_j += state.backup_now_w * interval_s\n", "pass\n", ACCOUNTING),
    Mistake("backup is no electricity of heating", "kernel/accounting.py", "totals.heating_electricity_j += state.backup_now_w * interval_s\n", "pass\n", ACCOUNTING),
    Mistake("the crankcase heater always runs", "kernel/accounting.py", "if crankcase_heats(machine, heats, outdoor_degc, was_on):", "if True:", ACCOUNTING),
    Mistake("power of a defrost is the compressor's", "kernel/accounting.py", "totals.defrost_j += power_w * interval_s", "totals.compressor_heating_j += power_w * interval_s", ACCOUNTING),
    Mistake("latent cooling keeps what the coil gives back", "kernel/accounting.py", "totals.latent_j += latent_w * interval_s - returned_j", "totals.latent_j += latent_w * interval_s", ACCOUNTING),
    Mistake("a room's mean is its begin", "kernel/room.py", "of_modes += work.gone[work.state.prepared, m] * work.time_s[m] * work.x[m]", "of_modes += length_s * work.x[m]", ROOM),
    Mistake("drawn air comes as warm as the room", "kernel/accounting.py", "heat_w = state.drawn_at_w - state.drawn_w_per_k * air_mean_degc", "heat_w = state.drawn_at_w", ACCOUNTING),
    # ---- room
    Mistake("what is left in a coil counts at its mean speed", "kernel/coil.py", "faster = state.speed_now - interval.mean_speed", "faster = 0.0", THERMOSTAT),
    Mistake("a wet coil's sensible heat falls with the speed as all of it", "kernel/wet_coil.py", "per_speed_w = dry * per_speed_w + more_kg_per_s", "per_speed_w = sensible_w / total_w * per_speed_w + more_kg_per_s", COIL),
    Mistake("a coil's heat does not go with the air within an interval", "kernel/wet_coil.py", "interval.sensible_by_air_w_per_k = sensible_w_per_k", "interval.sensible_by_air_w_per_k = 0.0 * sensible_w_per_k", COIL),
    Mistake("slopes by the air leave out the ducts' loss", "kernel/wet_coil.py", "touching = delivered * work.state.touching_kg_per_s", "touching = work.state.touching_kg_per_s", COIL),
    Mistake("a stopped coil holds what it did in the mean air", "kernel/other_air.py", "state.stopped_latent_w = max(state.stopped_latent_w + more_latent_w, 0.0)", "state.stopped_latent_w = max(state.stopped_latent_w, 0.0)", OTHER_AIR),
    Mistake("humidity bows the other way", "kernel/other_air.py", "bow: float = rise_w * interval.length_s", "bow: float = -rise_w * interval.length_s", OTHER_AIR),
    Mistake("what dries off does not lower the depression", "kernel/other_air.py", "interval.met_ratio += off / (1.0 + lowers)", "interval.met_ratio += off", OTHER_AIR),
    Mistake("a coil that cools down gives back what it catches later", "kernel/coil.py", "early_kg = caught_early(state, starts, coil) * steady_kg", "early_kg = 0.5 * steady_kg", COIL),
    Mistake("the sensor misses how supply air builds up", "kernel/room.py", "felt_k_per_w = (unit.direct_k_per_w + unit.supply_k_per_w) * (lagging - mean * reached)", "felt_k_per_w = unit.direct_k_per_w * (lagging - mean * reached)", ROOM),
    Mistake("a speed slews as long in a small room", "kernel/thermostat.py", "return max(SLEWING_K / k_per_s, unit.brief_s)", "return longest_s", THERMOSTAT),
    Mistake("a unit stops on its way to the lowest speed", "kernel/crossing.py", "highest = max(state.speed_now, interval.speed_end)", "highest = interval.speed_end", COURSE),
    Mistake("a course is foreseen as if the coil had built up", "kernel/sensor_course.py", "passed_k += lengths[nth, FADING_FELT] * fading_w", "passed_k += 0.0 * fading_w", COURSE),
    Mistake("a shorter course has the longer one's slope", "kernel/sensor_course.py", "state.sensed_k_per_s += 6.0 * state.bow_k_per_s2 * sooner_s", "state.sensed_k_per_s += 0.0 * sooner_s", COURSE),
    Mistake("a heat that fades counts at its mean", "kernel/room.py", "bent = by_fading * (work.gone[nth, m] - faded) - of_mean * work.gone[nth, m]", "bent = 0.0 * by_fading", ROOM),
    Mistake("a heat that rises counts at its mean", "kernel/room.py", "ramped = gain[m] - gain[m] * work.gone[nth, m] * (0.5 + constants)", "ramped = 0.0 * constants", ROOM),
    Mistake("a speed's mean is read at its middle", "kernel/lookup.py", "return capacity_ws * per_change, power_ws * per_change, (c1", "return c0, p0, (c1", LOOKUP),
    Mistake("a mode decays twice as fast", "kernel/room.py", "work.gone[nth, m] = gone(work.rate_per_s[m] * interval_s)", "work.gone[nth, m] = gone(2.0 * work.rate_per_s[m] * interval_s)", ROOM),
    Mistake("the sensor has no lag", "kernel/room.py", "reached = gone(interval_s / lag_s) if lag_s > 0.0 else 1.0", "reached = 1.0", ROOM),
    Mistake("air exchange takes its heat at the free temperature", "kernel/room.py", "    mean *= part\n", "    mean *= 1.0\n", ROOM),
    Mistake("layers pass water to one side alone", "kernel/air_moisture.py", "(first_kg + second_kg) / (first_kg * second_kg)", "1.0 / first_kg", (f"{KERNEL}test_room.py", f"{KERNEL}test_weather_step.py")),
    Mistake("the surface layer draws without end", "kernel/room.py", "return conductance_kg / (1.0 + conductance_kg * ratio_per_kg)", "return conductance_kg", (f"{KERNEL}test_room.py", f"{KERNEL}test_weather_step.py")),
    Mistake("films pass modes on the wrong way round", "kernel/response.py", "spare[i] += change[to, of, i, j] * x[j]", "spare[i] += change[of, to, i, j] * x[j]", ROOM),
    # ---- air moisture, intervals, traces
    Mistake("what a coil catches wets the air", "kernel/air_moisture.py", "state.moisture_kg_per_s - interval.latent_w * (1.0 / VAPORISATION_J_PER_KG)", "state.moisture_kg_per_s + interval.latent_w * (1.0 / VAPORISATION_J_PER_KG)", ROOM),
    Mistake("the layer's moisture stands still", "kernel/air_moisture.py", "interval.surface_end = surface + part * (slow * by_fast - fast * by_slow)", "interval.surface_end = surface", ROOM),
    Mistake("air from the home takes no moisture along", "kernel/air_moisture.py", "state.out_per_s = (state.outdoor_kg_per_s + state.home_kg_per_s) * unit.per_kg", "state.out_per_s = state.outdoor_kg_per_s * unit.per_kg", ROOM),
    Mistake("the sensor has no offset", "kernel/crossing.py", "return control.sensor_offset_k + unit.supply_k_per_w * interval.sensible_w", "return unit.supply_k_per_w * interval.sensible_w", INTERVAL),
    Mistake("supply air does not reach the sensor", "kernel/crossing.py", "return control.sensor_offset_k + unit.supply_k_per_w * interval.sensible_w", "return control.sensor_offset_k", INTERVAL),
    Mistake("a sensor's turn is not looked at", "kernel/crossing.py", "if begin_k * end_k >= 0.0 or control.sensor_lag_s <= 0.0:", "if True:", INTERVAL),
    Mistake("drying begins at an interval's end", "kernel/crossing.py", "if dry_share < share:", "if dry_share < 0.0:", INTERVAL),
    Mistake("a bow moves a speed the wrong way", "kernel/crossing.py", "interval.mean_speed - state.mode * interval.bow_k * state.speed_per_k", "interval.mean_speed + state.mode * interval.bow_k * state.speed_per_k", INTERVAL),
    Mistake("a machine keeps the air that was foreseen", "kernel/interval.py", "is_other = off_k > OTHER_HEATED_K", "is_other = False", INTERVAL),
    Mistake("a rising speed has built up as a steady one", "kernel/interval.py", "interval.sensible_w -= (1.0 - state.built) * rise_w * together", "interval.sensible_w -= 0.0", INTERVAL),
    Mistake("a trace has a speed's mean", "kernel/trace.py", "trace[row + step, SPEED] += change * past_middle * (end_s - at_s)", "trace[row + step, SPEED] += 0.0", TRACE),
    Mistake("a trace has the air's mean", "kernel/trace.py", "until - room_until - share * interval.air_mean_degc * length_s", "0.0", TRACE),
    # ---- weather step and maps
    Mistake("faults scale power by capacity", "kernel/lookup.py", "now[2, j] *= power_factor", "now[2, j] *= capacity_factor", LOOKUP + WEATHER_STEP),
    Mistake("maps are extrapolated", "kernel/lookup.py", "return i, min(max(fraction, 0.0), 1.0)", "return i, fraction", LOOKUP),
    Mistake("output within a base step is that of its begin", "kernel/lookup.py", "capacity_w: float = now[0, j] + fraction * (now[1, j] - now[0, j])", "capacity_w: float = now[0, j]", LOOKUP + WEATHER_STEP),
    Mistake("a blocked coil sees warmer air", "kernel/weather_step.py", "at_weather(machine.heating, coil_from - colder_k, coil_to - colder_k, work.heating)", "at_weather(machine.heating, coil_from + colder_k, coil_to + colder_k, work.heating)", WEATHER_STEP),
    Mistake("a machine heats by the tables of cooling", "kernel/thermostat.py", "state.machine_read = False", "state.machine_read = state.machine_read", THERMOSTAT),
    Mistake("humidity is caught up in the weather after it", "kernel/year.py", "interval.fraction = fraction - state.humid_later_s * unit.base_per_s", "interval.fraction = fraction", YEAR),
    Mistake("a room before its year has all the heat that it needs", "kernel/initialize.py", "held_w = min(held_w, heat_w)", "held_w = max(held_w, 0.0)", WARM_UP, compiled=True),
    Mistake("a heater does not warm a room before its year", "kernel/initialize.py", "heat_w += machine.backup.power_w", "heat_w += 0.0", WARM_UP, compiled=True),
    Mistake("the cold stops no machine before the year", "kernel/initialize.py", "if unit.may_heat and state.outdoor_from_degc >= state.heat_above_degc:", "if unit.may_heat:", WARM_UP, compiled=True),
    Mistake("a heater alone does not heat before the year", "kernel/initialize.py", "if missing_k > 0.0 and (unit.may_heat or heats_by_backup):", "if missing_k > 0.0 and unit.may_heat:", WARM_UP, compiled=True),
    Mistake("cold outdoors stops no cooling before the year", "kernel/initialize.py", "unit.may_cool and not too_cold_or_hot(inputs.machine, state):", "unit.may_cool:", WARM_UP, compiled=True),
    Mistake("doors are shut before the year", "kernel/initialize.py", "if state.exchanges:", "if unit.draws:", WARM_UP, compiled=True),
    Mistake("a fan by temperature exchanges no more water than heat", "kernel/coil.py", "water_w_per_k += openings.switched_water[i] * w_per_k", "water_w_per_k += w_per_k", WEATHER_STEP),
    Mistake("a sensor settles by all modes at once", "kernel/room.py", "settled_k_per_w += gain[m] - gain[m] * work.apart[m]", "settled_k_per_w += gain[m]", ROOM),
    Mistake("saturated air is that of the entry below", "kernel/heat_pump.py", "ratio[i] + (position - i) * (ratio[i + 1] - ratio[i])", "ratio[i]", HEAT_PUMP),
    Mistake("what goes of a mode is doubled five times", "kernel/room.py", "    return u + u * left\n", "    return u\n", ROOM),
    Mistake("capacity rises over a base step by its begin alone", "kernel/lookup.py", "2.0 * (to_w - from_w) / (from_w + to_w)", "(to_w - from_w) / (from_w + to_w)", COURSE),
    Mistake("damp air is looked at once per half-hour", "kernel/weather_step.py", "moister > DAMP * state.saturated_ratio", "moister > 1e9", SATURATED),
    Mistake("condensing water warms the air", "kernel/air_moisture.py", "return max(humidity_ratio - saturated_humidity_ratio(table, air_degc), 0.0)", "return 0.3 * max(humidity_ratio - saturated_humidity_ratio(table, air_degc), 0.0)", ROOM),
    Mistake("what condenses leaves the layer as it was", "kernel/air_moisture.py", "interval.surface_end -= kg_per_s * layer", "interval.surface_end -= 0.0", ROOM),
    Mistake("air is above saturation within an interval", "kernel/air_moisture.py", "interval.humidity_mean -= kg_per_s * mean", "interval.humidity_mean -= 0.0", ROOM),
    Mistake("only the air's own excess condenses", "kernel/air_moisture.py", "return kg_per_s * length_s", "return excess * unit.capacity_kg", ROOM),
    Mistake("a window that is shut makes intervals brief", "kernel/weather_step.py", "if openings.switched_w_per_k[i, k] > 0.0:", "if openings.switched_w_per_k[i, k] >= 0.0:", WEATHER_STEP),
    Mistake("cooling shuts windows where the weather stops it", "building/ideal_load.py", "opens = cut_out.stop(outdoor) & _cooled_lately(ideal)", "opens = cut_out.stop(outdoor) & False", OPENED),
    Mistake("windows open near the heating setpoint", "building/solver_arrays.py", "least_degc = float(heating_degc.max()) + air.switched_above_heating_k", "least_degc = float(heating_degc.max()) + 0.0 * air.switched_above_heating_k", OPENED),
    Mistake("no coil dries a room before its year", "kernel/initialize.py", "dry(inputs, unit, work, -held_w)", "held_w += 0.0", WARM_UP, compiled=True),
    Mistake("heat before the year is taken as felt at once", "kernel/initialize.py", "k_per_w: float = lengths[nth, AIR_K_PER_W] / exchanged", "k_per_w: float = lengths[nth, MEAN_K_PER_W] / exchanged", WARM_UP, compiled=True),
    Mistake("humidity that is caught up counts twice in a trace", "kernel/year.py", "work.before[HUMIDITY] = work.sums[HUMIDITY]", "work.before[HUMIDITY] += 0.0", DEMAND),
    Mistake("a trace leaves humidity out that is worked out later", "kernel/trace.py", "trace[row + step, HUMIDITY] += humid_until - humid_from", "trace[row + step, HUMIDITY] += 0.0", DEMAND),
    Mistake("a hose's coil sees outdoor air alone", "kernel/weather_step.py", "coil_from = state.outdoor_from_degc + through_room * (air - state.outdoor_from_degc)", "coil_from = state.outdoor_from_degc", WEATHER_STEP),
    Mistake("fan power of a clogged filter is that of a clean one", "kernel/weather_step.py", "work.heating_fan_w[j] = machine.heating.fan_w[j] * faults.fan_power", "work.heating_fan_w[j] = machine.heating.fan_w[j]", WEATHER_STEP),
    Mistake("a recovery starts at any change of setpoint", "kernel/weather_step.py", "if heat_at > state.heat_at_degc + CHANGED_SET_POINT_K and unit.may_heat:", "if heat_at != state.heat_at_degc and unit.may_heat:", WEATHER_STEP),
    # ---- sun, ground, films, leaks
    Mistake("an overhang ends at the window", "kernel/sunlight.py", "t = (w.bottom_m + w.height_m + w.overhang_above_m - v) / s_v", "t = (w.bottom_m + w.height_m - v) / s_v", SOLAR),
    Mistake("sun falls below zero inside an hour", "kernel/profile.py", "limit = 2.0 * abs(mean)", "limit = 1e9", SOLAR),
    Mistake("a fin shades from the other side", "kernel/sunlight.py", "if w.left_fin_depth_m > 0.0 and s_u < 0.0:", "if w.left_fin_depth_m > 0.0 and s_u > 0.0:", SOLAR),
    Mistake("soil under a slab forgets the half width", "building/ground.py", "width = area_m2 / (0.5 * max(perimeter_m, 1e-3))", "width = area_m2 / max(perimeter_m, 1e-3)", GROUND),
    Mistake("edge insulation raises the loss", "building/ground.py", "return -SOIL_W_PER_M_K / math.pi * near", "return SOIL_W_PER_M_K / math.pi * near", GROUND),
    Mistake("a cube root is left at its guess", "kernel/films.py", "root[i] = r * over /", "root[i] = r * over / over + 0.0 *", FILMS),
    Mistake("a face does not answer to its own flow", "kernel/corrections.py", "without_flow = degc[i] + own[i] * (more[i] - flow[i])", "without_flow = degc[i] + own[i] * more[i]", BASE_PASS),
    Mistake("a wind on a wall that nobody feels is solved again", "kernel/corrections.py", "abs(difference) * reach[i] >= tolerance_w", "abs(difference) >= tolerance_w", BASE_PASS),
    Mistake("a warm face has the film of a cold one", "kernel/films.py", "is_warm = 1.0 if apart_k[i] > 0.0 else 0.0", "is_warm = 0.0 if apart_k[i] > 0.0 else 1.0", FILMS),
    Mistake("other films move the modes the wrong way", "building/air_modes.py", "(in_air - of_films @ apart) * inverse", "(in_air + of_films @ apart) * inverse", (f"{BUILDING}test_air_modes.py",)),
    Mistake("other films add no heat flow of their own", "building/air_modes.py", "small = small + of_films @ changes @", "small = small + 0.0 * of_films @ changes @", (f"{BUILDING}test_air_modes.py",)),
    Mistake("a warm ceiling is enhanced", "building/films.py", "return NaturalFilm(enhanced, reduced) if cosine > 0.0 else NaturalFilm(reduced, enhanced)", "return NaturalFilm(reduced, enhanced) if cosine > 0.0 else NaturalFilm(enhanced, reduced)", FILMS),
    Mistake("the town has the country's boundary layer", "building/films.py", "\"urban\": (0.33, 460.0)", "\"urban\": (0.14, 270.0)", FILMS + SUN_AND_AIR),
    Mistake("leaks go straight with the pressure", "building/infiltration.py", "return float(at_50 / TEST_PRESSURE_PA**LEAK_EXPONENT)", "return float(at_50 / TEST_PRESSURE_PA)", INFILTRATION),
    Mistake("a doorway carries both ways what it carries one way", "building/infiltration.py", "flow = DOORWAY_DISCHARGE / 3.0 *", "flow = DOORWAY_DISCHARGE / 1.5 *", INFILTRATION),
    Mistake("the window's absorbed heat all comes in", "building/simple_window.py", "inward = (r_out + 0.5 * glass) / (r_out + glass + r_in)", "inward = 1.0", GLAZING),
    # ---- weather
    Mistake("the sky is taken in celsius", "weather/sky.py", "(dew_point_degc + ZERO_DEGC_K) / 273.0", "(dew_point_degc + 300.0) / 273.0", SKY),
    Mistake("clouds clear the sky", "weather/sky.py", "1.0 + 0.0224 * tenths", "1.0 - 0.0224 * tenths", SKY),
    Mistake("EPW's sun is at the label", "weather/epw.py", "CLOCK = Clock(label_h=0.0, instant_h=1.0, sun_shift_min=30.0)", "CLOCK = Clock(label_h=0.0, instant_h=0.0, sun_shift_min=30.0)", (*CLOCK, "tests/validation/test_weather.py")),
    # ---- hours, metrics, prices
    Mistake("part-load losses are forgotten", "kernel/hourly.py", "energy = ratio / max(factor, part_load.minimum)", "energy = ratio", HOURLY),
    Mistake("standby runs while the machine does", "kernel/hourly.py", "standby_w = (1.0 - does.running) * off_cycle_power_w", "standby_w = off_cycle_power_w", HOURLY),
    Mistake("in hours backup gives all the need", "kernel/hourly.py", "missing_w = need_w - does.ratio * does.steady.coil_w - other_w", "missing_w = need_w", HOURLY),
    Mistake("litres are kilojoules", "metrics/humidity.py", "latent_wh * 3600.0 / VAPORISATION_J_PER_KG", "latent_wh * 1000.0 / VAPORISATION_J_PER_KG", METRICS),
    Mistake("degree-hours take off the warm hours", "kernel/hourly_counts.py", "degree_hours += max(0.0, miss_k)", "degree_hours += miss_k", METRICS),
    Mistake("electricity forgets the defrost", "results.py", "h.defrost_w", "0.0 * h.defrost_w", METRICS),
    # ---- a unit's own control and its fan
    Mistake("a unit on its own starts at the setpoint", "kernel/own_control.py", "state.heat_at_degc - unit.start_heating_k", "state.heat_at_degc", OWN_CONTROL),
    Mistake("the band of a change is forgotten", "kernel/own_control.py", "below_degc = min(below_degc, state.cool_at_degc - control.change_band_k)", "below_degc = min(below_degc, state.cool_at_degc)", OWN_CONTROL),
    Mistake("a room that comes back is changed over all the same", "kernel/own_control.py", "has_turned = state.mode * (state.farthest_degc - sensed) > RETURNS_K", "has_turned = False", OWN_CONTROL),
    Mistake("speed is lowest at the setpoint", "kernel/own_control.py", "state.integral = state.lowest + lowest_at_k * state.speed_per_k", "state.integral = state.lowest", OWN_CONTROL),
    Mistake("cooling stops where heating does", "kernel/own_control.py", "stop_k = control.heating_stop_k if heats else control.cooling_stop_k", "stop_k = control.heating_stop_k", OWN_CONTROL),
    Mistake("a stop is not held back", "kernel/own_control.py", "state.beyond_s < state.hold_s - EPSILON_S and past_k", "state.beyond_s < 0.0 and past_k", OWN_CONTROL),
    Mistake("a hold goes on where it was left", "kernel/own_control.py", "        state.beyond_s = 0.0", "        state.beyond_s += 0.0", OWN_CONTROL),
    Mistake("the floor after a start never falls", "kernel/own_control.py", "floor = lowest + left * (floor - lowest)", "floor = floor + 0.0 * left", OWN_CONTROL),
    Mistake("oil returns in warm weather too", "kernel/own_control.py", "if outdoor_degc <= control.oil_below_degc:", "if outdoor_degc <= 1e9:", OWN_CONTROL),
    Mistake("fast runs count towards an oil return", "kernel/own_control.py", "elif speed < control.oil_below_speed:", "elif speed < 2.0:", OWN_CONTROL),
    Mistake("a low fan's power goes with its airflow", "kernel/indoor_fan.py", "FAN_LAW = 3.0", "FAN_LAW = 1.0", INDOOR_FAN),
    Mistake("after dry mode the fan does what it does after cooling", "kernel/indoor_fan.py", "state.fan_run_s = control.fan_dry_run_s", "state.fan_run_s = control.fan_cooling_run_s", INDOOR_FAN),
    Mistake("a sample comes at the begin of its period", "kernel/indoor_fan.py", "if into_s < pause_s:", "if into_s >= state.fan_sample_s:", INDOOR_FAN),
    Mistake("a coil is warm for as long as in still air", "kernel/indoor_fan.py", "machine.indoor_coil.heating_start_s + machine.indoor_coil.heating_dead_s", "10.0 * machine.indoor_coil.heating_start_s", INDOOR_FAN),
    Mistake("a coil keeps its heat between samples", "kernel/indoor_fan.py", "left = math.exp(-pause_s / WARM_OFF_S)", "left = 1.0", INDOOR_FAN),
    # ---- bills, life cycles, sizes
    Mistake("the second block costs from zero", "economics/bill.py", "        low = high", "        low = 0.0 * high", BILL),
    Mistake("weekends have the prices of weekdays", "economics/bill.py", "return np.where(metering.is_weekend, weekend, weekday)", "return weekday", BILL, within="def by_clock"),
    Mistake("demand counts at all hours", "economics/bill.py", "np.where(by_clock(charge, metering), demand_kw, 0.0)", "demand_kw", BILL),
    Mistake("tax is not on what a minimum adds", "economics/bill.py", "rate.tax * (sums + parts[\"minimum\"])", "rate.tax * sums", BILL),
    Mistake("the annual minimum forgets what the monthly one added", "economics/bill.py", "billed = float(sums[year].sum() + added[year].sum())", "billed = float(sums[year].sum())", BILL),
    Mistake("blocks by day are those of a month", "economics/bill.py", "factor = metering.days if limits[-1] else np.ones(metering.n_months)", "factor = np.ones(metering.n_months)", BILL),
    Mistake("present values grow", "economics/life_cycle.py", "return float((1.0 + rate) ** -years)", "return float((1.0 + rate) ** years)", LIFE_CYCLE),
    Mistake("the first year is not discounted", "economics/life_cycle.py", "for t in range(1, years + 1))", "for t in range(0, years))", LIFE_CYCLE),
    Mistake("walls forget the daily range", "sizing/manual_j/opaque.py", "return max(base + design.ctd_f - 20.0 - design.range_f, 0.0)", "return max(base + design.ctd_f - 20.0, 0.0)", MANUAL_J),
    Mistake("the sun is in the south of every place", "sizing/manual_j/tables.py", "azimuth_deg if latitude_deg >= 0.0 else 180.0 - azimuth_deg", "azimuth_deg", MANUAL_J),
    Mistake("south of the equator the sun rises in the west", "sizing/manual_j/tables.py", "else 180.0 - azimuth_deg", "else 180.0 + azimuth_deg", MANUAL_J),
    Mistake("a fan that draws out takes leakage away", "sizing/manual_j/air.py", "(leakage_cfm**1.5 + unbalanced_cfm**1.5)", "(leakage_cfm**1.5 - unbalanced_cfm**1.5)", MANUAL_J),
    Mistake("excursions are above the mean, not 1.3 of it", "sizing/manual_j/fenestration.py", "self.peak - DIVERSE * float(self.hourly.mean())", "self.peak - float(self.hourly.mean())", MANUAL_J),
    Mistake("minimum output is judged by the design load", "sizing/policies.py", "least_heat.total_w, loads.heating_47f_w)", "least_heat.total_w, loads.heating_w)", POLICIES),
    Mistake("sensible cooling is that in Manual J's air", "sizing/policies.py", "(in_room and in_room.sensible_w, loads.sensible_w)", "(cooling and cooling.sensible_w, loads.sensible_w)", POLICIES),
    Mistake("size has machines at sea level", "sizing/size.py", "installed(machine, scenario, candidate, hot.pressure_pa)", "machine", SIZE, compiled=True),
    Mistake("verdicts have machines at sea level", "verdict/judge.py", "installed(candidate.compile()[0], self.scenario, candidate, around.pressure_pa)", "candidate.compile()[0]", SIZE, compiled=True),
    Mistake("the air of all hours with something to cool is that of hot days", "simulate/room_air.py", "hot & (year.ideal_cooling_w > 0.0)", "year.ideal_cooling_w > 0.0", FACTS),
    Mistake("a cold dry place may add a tenth of it", "sizing/policies.py", "more = (loads.cooling_w + data[\"cold_dry_w\"])", "more = (loads.cooling_w + 0.1 * data[\"cold_dry_w\"])", POLICIES),
    Mistake("a room that conducts more resists more", "building/factors.py", "resists = 1.0 / factors.conduction", "resists = factors.conduction", FACTORS),
    Mistake("leaks of a fit are forgotten", "building/factors.py", "replace(leak, ach=leak.ach * factors.leaks)", "replace(leak, ach=leak.ach)", FACTORS),
    Mistake("a power below the minimum gives the minimum", "fit/machine.py", "found, before, there = nothing, nothing, nothing", "found, before, there = to[0], nothing, to[0]", FIT_MACHINE),
    Mistake("degree days are counted above", "fit/change_points.py", "below = np.maximum(self.heating_below_degc - self.basis(outdoor_degc), 0.0)", "below = np.maximum(self.basis(outdoor_degc) - self.heating_below_degc, 0.0)", FIT_BILLS),
    Mistake("three winters count as so many years", "fit/bills.py", "return float((total[known] / hours[known]).mean()) * n", "return float(total[known].sum()) * n / float(hours.sum())", FIT_BILLS),
    Mistake("days with much energy weigh more", "fit/change_points.py", "return np.asarray(days * np.exp(-power * log))", "return np.asarray(days * np.exp(power * log))", FIT_BILLS),
    Mistake("a lower stage counts while a higher one runs", "fit/machine.py", "low = np.maximum(low - high, 0.0) if are_nested else", "low = np.maximum(low, 0.0) if are_nested else", FIT_MACHINE),
    Mistake("a prior of logarithms is one of factors", "fit/estimate.py", "0.5 * scaled**2 + log_sigma * scaled", "0.5 * scaled**2", FIT_RANGES),
    Mistake("residuals that unknowns have used count", "fit/noise.py", "max(y.size - used, 1.0)", "max(y.size - 0.0, 1.0)", FIT_RANGES),
    Mistake("a slow deviation is as sure as white noise", "fit/noise.py", "weight *= a * (not begins[k])", "weight = 0.0 * a", FIT_RANGES),
    Mistake("a held temperature is straight between means", "fit/problem.py", "(7.0 * (around[1:-2] + around[2:-1]) - around[:-3] - around[3:]) / 12.0", "(6.0 * (around[1:-2] + around[2:-1])) / 12.0", FIT_RANGES),
    Mistake("a loss by days is the mean of their ratios of sums", "fit/fit.py", "loss = float(heat @ apart) / float(apart @ apart)", "loss = float(heat @ apart) / float(heat @ heat)", FIT_BILLS),
    Mistake("people breathe out per met of nobody's size", "simulate/carbon_dioxide.py", "0.00276 / 58.2", "0.00276", CARBON_DIOXIDE),
    Mistake("humidity foreseen with other water counts", "kernel/interval.py", "    else:\n        interval.humid_for_s = 0.0", "", INTERVAL),
    Mistake("a coil in a small room has long intervals at first", "kernel/interval_length.py", "return min(several_s, max(state.since_s, FIRST_PART * brief_s))", "pass", FAN_AND_DRY),
    Mistake("a large unit in a small room is foreseen for long", "kernel/interval_length.py", "longest_s = min(longest_s, max(state.since_s, brief_s))", "pass", FAN_AND_DRY),
    Mistake("a fan waits for the year's first run", "kernel/initialize.py", "    choose_fan_program(machine, inputs.control, work)", "", FAN_BEFORE),
    Mistake("a unit rests for ever, and its fan with it", "kernel/initialize.py", "state.since_s = LONG_AGO_S", "state.since_s = NEVER_S", FAN_BEFORE),
    Mistake("the weeks before leave another season's mode", "kernel/initialize.py", "mode = math.copysign(1.0, held_w)", "mode = -math.copysign(1.0, held_w)", FAN_BEFORE),
    Mistake("southern months are northern", "building/library.py", "(*of.monthly[6:], *of.monthly[:6])", "of.monthly", SCHEDULES),
    Mistake("the ground is coldest in February everywhere", "building/resolve.py", "HALF_A_YEAR if context.is_southern else 0.0", "0.0", RESOLVE),
    Mistake("rooms do not know that they are southern", "building/resolve.py", "is_southern=place.latitude_deg < 0.0", "is_southern=False", RESOLVE),
    Mistake("a heater's work in the cold counts as a small unit's", "verdict/rules.py", "if facts.stopped_fraction > rules.backup_share:", "if False:", RULES),
    Mistake("a size with another unit's label is compared", "verdict/judge.py", "return [o.facts for o in smaller if o.facts.is_in_file or _key(o.candidate) in own]", "return [o.facts for o in smaller]", ("tests/unit/verdict/test_judge.py",)),
    Mistake("a listed size takes no place", "verdict/judge.py", "if not is_tried or stand_in(smaller, candidate, scenario.candidates) is not None:", "if not is_tried:", ("tests/unit/verdict/test_judge.py",)),
    Mistake("any product takes a size's place", "verdict/ladder.py", "if is_near and _kept(other) == _kept(size):", "if is_near:", ("tests/unit/verdict/test_ladder.py",)),
    Mistake("minimum outputs grow with the size", "equipment/unit_defaults.py", "return float(found[0] / found[1])", "return size_w / of_size_w", ("tests/unit/verdict/test_ladder.py",)),
    Mistake("a heater that rests gives all it can", "verdict/shortage.py", "gives_all &= hourly.backup_w >= ALL_ALONG * heater_w", "pass", ("tests/unit/verdict/test_facts.py",)),
    Mistake("a heater runs in any weather", "verdict/shortage.py", "heater_w[room.outdoor_degc <= heater.below_degc] = heater.power_w", "heater_w[:] = heater.power_w", ("tests/unit/verdict/test_facts.py",)),
    Mistake("a heater brings no room back from a setback", "verdict/shortage.py", "(is_held | ~cannot_run)", "~cannot_run", ("tests/unit/verdict/test_facts.py",)),
    Mistake("a heater is no part of what a unit gives", "verdict/rules.py", "ratio = season.ratio_with_heater", "ratio = season.ratio", RULES),
    Mistake("a heater that hardly matters is judged", "verdict/rules.py", "return season.is_by_heater and not is_needed(season, rules)", "return False", RULES),
    Mistake("an hour's mean is its end", "simulate/carbon_dioxide.py", "mean *= np.subtract(1.0, rest, out=rest)\n    mean /= changes", "mean *= rest", CARBON_DIOXIDE),
    Mistake("the home's air is outdoor air", "simulate/carbon_dioxide.py", "HOME_PPM * flows.home_kg_per_s", "OUTDOOR_PPM * flows.home_kg_per_s", CARBON_DIOXIDE),
    Mistake("vapor that is kept keeps carbon dioxide", "simulate/carbon_dioxide.py", "drivers.outdoor_air_kg_per_s, step_s) + recovered_kg_per_s", "drivers.outdoor_air_kg_per_s, step_s) - recovered_kg_per_s", CARBON_DIOXIDE),
    Mistake("behind a partition the home is as warm as its air", "building/home_exchange.py", "Neighbour(home.faces_degc[surface.name])", "Neighbour(home.degc)", HOME, compiled=True),
    Mistake("a floating part of a home leaks by its own stack", "building/home_exchange.py", "leak.exposed_share < 1.0", "leak.exposed_share < 0.0", HOME, compiled=True),
    Mistake("a fit's warmer neighbors leave the stack as it is", "building/factors.py", "home + factors.neighbours_k", "home", HOME, compiled=True),
    Mistake("steeper leaks do not meet the ideal room", "building/ideal_load.py", "out.exchange_heat_w + steeper_w_per_k * load_pass.air_degc[1:]", "out.exchange_heat_w", HOME, compiled=True),
    Mistake("a home's leaks are steeper, a dwelling's are not", "building/ideal_load.py", "if not load_pass.air.is_dwelling:", "if load_pass.air.is_dwelling:", HOME, compiled=True),
    Mistake("a dwelling's leaks follow its air and its control", "building/home_exchange.py", "more_w_per_k[:] = 0.0", "more_w_per_k[:] *= 1.0", HOME, compiled=True),
)
# fmt: on
