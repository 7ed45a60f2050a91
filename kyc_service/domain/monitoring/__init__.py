"""Ongoing monitoring: what subjects are compared with, runs over all of them, what a run finds new, and its proof."""
