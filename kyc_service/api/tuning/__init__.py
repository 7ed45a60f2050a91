"""Routes about what people decide ahead of a screening."""
