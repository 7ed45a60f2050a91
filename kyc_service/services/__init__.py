"""Use cases: each function is one thing a user or a job can ask for."""
