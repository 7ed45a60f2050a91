"""Figures of a desk over HTTP."""
