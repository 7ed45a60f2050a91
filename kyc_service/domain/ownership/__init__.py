"""Ownership: who owns and controls a business, by what was said; pure, without clock, storage or network."""
