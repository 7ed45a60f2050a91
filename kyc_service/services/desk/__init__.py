"""The analysts' desk: which case is next, and what a queue shows of each."""
