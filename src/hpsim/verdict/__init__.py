"""What the figures mean, in words."""
