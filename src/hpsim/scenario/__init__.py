"""The whole description of a case: its model, its file, and what is wrong with it."""
