"""Figures for Prometheus: what is counted, and what is read when it is asked for."""
