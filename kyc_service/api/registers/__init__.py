"""Business registers: how each does, and going on without an answer."""
