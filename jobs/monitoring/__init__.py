"""Jobs of ongoing monitoring."""
