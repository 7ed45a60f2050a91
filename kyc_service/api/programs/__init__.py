"""Programs over HTTP: keys, and the log of what was sent to their endpoints."""
