"""Screening profiles at the desk: what a threshold means, drafts, what was measured, approval by a second person."""
