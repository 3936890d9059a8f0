"""A room fitted to its owner's log: the scenario's own room, by factors with priors."""
