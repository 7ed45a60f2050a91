"""Ongoing monitoring: every active subject, every list version, and proof of it."""
