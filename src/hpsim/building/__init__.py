"""The room: from its description to its answer to weather, gains and ideal control."""
