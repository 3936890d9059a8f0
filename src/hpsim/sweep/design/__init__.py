"""From a sweep file to scenarios."""
