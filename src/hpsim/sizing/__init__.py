"""How much heating and cooling a room needs, and what rules of sizing make of it."""
