"""Common claims about small heat pumps, tested by sweeps of the engine."""
