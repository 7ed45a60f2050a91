"""Jobs about change feeds of registers, and about businesses that are due."""
