"""Retention: when data end and why, holds, disposals with receipts, and disposals that stay done after a restore."""
