"""What a person reads about scenarios and results: terms explained, and the report."""
