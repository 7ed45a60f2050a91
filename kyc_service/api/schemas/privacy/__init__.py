"""Schemas of the privacy rooms."""
