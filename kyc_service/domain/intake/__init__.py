"""Intake: what a submitted text may be, kind by kind. Pure rules; today's date is always an argument."""
