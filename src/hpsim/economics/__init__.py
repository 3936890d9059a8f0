"""What energy costs: fuels, prices."""
