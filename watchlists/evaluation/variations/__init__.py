"""Variations of listed names, by frozen definitions: what a matcher has to see through.

The same name, entry and definitions always give the same variation; the matcher has no part in making it.
"""
