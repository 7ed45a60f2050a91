"""Business registers: one file each that knows how to ask, and how to read the answer. No input, no output."""
