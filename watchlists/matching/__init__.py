"""Matching: subjects against entries, with the evidence for every score."""

from watchlists.matching.score import MATCHER_VERSION, compare
from watchlists.matching.screener import DEFAULT_THRESHOLD, Screener

__all__ = ["DEFAULT_THRESHOLD", "MATCHER_VERSION", "Screener", "compare"]
