"""Exits: every way out beside the platform's own status. One gate, asked at the moment of sending."""
