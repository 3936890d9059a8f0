"""The room: from its description to its response to weather, gains and ideal control."""
