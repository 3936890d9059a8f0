"""Weather: read any of six formats with the right clock, prepare planes, keep both."""
