"""Asking: what an analyst asks the onboarding flow for, what comes back, and what colleagues write and file."""
