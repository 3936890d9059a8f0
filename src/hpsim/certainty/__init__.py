"""How sure a verdict is: what nobody knows exactly is drawn from its range, hundreds of times."""
