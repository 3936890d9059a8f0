"""What a person writes about a candidate: a label, tables, a product, or none of these."""
