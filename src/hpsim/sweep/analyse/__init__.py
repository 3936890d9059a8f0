"""What a sweep's rows show: tables, sensitivities, pictures."""
