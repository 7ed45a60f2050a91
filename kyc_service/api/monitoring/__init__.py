"""Ongoing monitoring over HTTP: coverage, its signed reports, and runs."""
