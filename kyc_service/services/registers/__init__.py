"""Asking business registers: whom, what the policy lets be told, how often, and what the answer means."""
