"""Change feeds of registers and the days on which businesses are verified again: what happened, and what is due."""
