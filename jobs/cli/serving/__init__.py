"""How the production server serves: TLS, who waits for a thread and in which order, and who is told to come back."""
