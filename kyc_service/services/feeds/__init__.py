"""Change feeds of registers read, and businesses verified again when a feed, a date or their age says so."""
