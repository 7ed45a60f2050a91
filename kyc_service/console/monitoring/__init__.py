"""Ongoing monitoring at the desk: coverage, and runs over all subjects."""
