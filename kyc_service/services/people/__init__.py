"""People of the desk: invited by others, let in by what they know and what they have, and let out again."""
