"""The dashboard: how the desk does, in counts and times; nobody is named on it."""
