"""The thermostat: what a person writes about it, and what the kernel takes."""
