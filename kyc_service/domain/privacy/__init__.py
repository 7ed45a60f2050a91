"""Privacy: what permits a disclosure, who asked for what, and what a subject is owed."""
