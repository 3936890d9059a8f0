"""Heat pumps: ratings, labels, performance maps, and what a person writes about them."""
