"""Telling of hundreds of subjects at once, by sketches, who can be none of some entries."""
