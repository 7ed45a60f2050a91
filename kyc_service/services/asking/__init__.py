"""Asking: the loop between an analyst and the onboarding flow, and what colleagues write and file on a case."""
