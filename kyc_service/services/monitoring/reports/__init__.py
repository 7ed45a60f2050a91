"""Signed reports of a month of ongoing monitoring: what was compared with what, and that nobody was left out."""
