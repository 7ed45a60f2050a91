"""Risk: what a tenant chose to count, and what it comes to."""
