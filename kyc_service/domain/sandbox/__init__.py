"""Sandboxes: tenants to build against, whose names give fixed outcomes."""
