"""What a log scatters about a model: a slow deviation and the sensor's own noise.

The deviation is a first-order autoregressive process, what a model leaves out of people, wind and
sun; the sensor adds white noise. A Kalman filter on the one state turns residuals into innovations
that are independent, whatever is missing between them; the likelihood of these gives both noises.

The fit itself minimises the residuals, not the innovations: what runs free for a week is wanted,
and innovations forgive a slow error, which is what a wrong loss makes. The noise says how many
independent hours there are, and so how much a log weighs against what was known before.

References
----------
Madsen (2008), Time Series Analysis, 10.3: filter, innovations, likelihood. Rouchier, Rabouille and
Oberlé (2018), Building and Environment 134: without such a noise model errors come out too small.
Bayley and Hammersley (1946), J. R. Statist. Soc. Suppl. 8: effective number of observations.
"""

from __future__ import annotations

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

TIMES_H = (1.5, 5.0, 15.0, 48.0)
"""Correlation times that are tried."""
RATIOS = (0.3, 1.0, 3.0, 10.0)
"""Standard deviation of the slow deviation over that of the sensor that are tried."""
LEAST_SENSOR_K = 0.03
"""Resolution of a good thermometer: no residual is trusted more."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Standard deviations of a slow deviation and of white noise."""

    white: float
    slow: float = 0.0
    time_h: float = 10.0

    def larger(self, factor: float) -> Noise:
        """Return the same noise with larger standard deviations."""
        return Noise(factor * self.white, factor * self.slow, self.time_h)

    @property
    def of_a_mean(self) -> float:
        """Return the white noise by which a mean over many hours would scatter as by this one.

        Each hour of a slow deviation tells as little as its correlation with the others lets it:
        ``w^2 + s^2 (1 + a) / (1 - a)`` with the correlation ``a`` of neighbouring hours.
        """
        a = float(np.exp(-1.0 / self.time_h))
        return float(np.sqrt(self.white**2 + self.slow**2 * (1.0 + a) / (1.0 - a)))


def _gains(
    white: FloatArray, slow: FloatArray, time_h: FloatArray, step_h: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the decay, the filter's gain and the innovations' deviation of noises, (n, c) each."""
    begins = ~np.isfinite(step_h)
    hours = np.where(begins, 1.0, step_h)  # it was held until an hour before
    decay = np.exp(-hours[:, None] / time_h)
    white2, slow2 = white**2, slow**2
    gain, deviation = np.empty(decay.shape), np.empty(decay.shape)
    variance = np.zeros(white.size)
    for k, a2 in enumerate(decay**2):
        if begins[k]:
            variance = np.zeros(white.size)
        variance = a2 * variance + (1.0 - a2) * slow2
        total = variance + white2
        gain[k], deviation[k] = variance / total, total
        variance = variance * white2 / total
    decay[begins] = 0.0
    return decay, gain, np.sqrt(deviation)


def _innovations(columns: FloatArray, decay: FloatArray, gain: FloatArray) -> FloatArray:
    """Return innovations (n, max(k, c)) of k columns under one noise, or of one under c."""
    out = np.empty((columns.shape[0], max(columns.shape[1], gain.shape[1])))
    state = np.zeros(out.shape[1])
    for k, row in enumerate(columns):
        state = decay[k] * state
        out[k] = row - state
        state = state + gain[k] * out[k]
    return out


def fitted_noise(residuals: FloatArray, step_h: FloatArray) -> Noise:
    """Return the noise under which residuals are most likely.

    Time and ratio are those of a grid, the size follows from the innovations.

    Parameters
    ----------
    residuals : (n,)
        Of a model that fits.
    step_h : (n,)
        Time since the one before [h]; infinite where the deviation begins at zero.
    """
    tried = [(0.0, 1.0), *((ratio, time_h) for ratio in RATIOS for time_h in TIMES_H)]
    ratio, time_h = (np.array(column) for column in zip(*tried, strict=True))
    decay, gain, deviation = _gains(np.ones(ratio.size), ratio, time_h, step_h)
    scaled = _innovations(residuals[:, None], decay, gain) / deviation
    size = np.maximum(np.sqrt(np.mean(scaled**2, axis=0)), LEAST_SENSOR_K)
    cost = 0.5 * np.sum(scaled**2, axis=0) / size**2
    cost += np.log(deviation).sum(axis=0) + residuals.size * np.log(size)
    best = int(np.argmin(cost))
    return Noise(float(size[best]), float(ratio[best] * size[best]), float(time_h[best]))
