"""States and invariants of the nouns. No clock, no I/O."""
