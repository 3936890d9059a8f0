"""The base of all scenario parts: closed models, schedules, YAML with line numbers."""
