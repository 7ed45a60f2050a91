"""Watchlists: load official sanctions lists, index them, match subjects against them.

A pure library: bytes and strings in, values out. It knows nothing of Flask, SQLAlchemy or Redis,
and only `watchlists.fetch` touches the network.
"""
