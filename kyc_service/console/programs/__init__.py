"""Programs at the desk: keys and webhooks, each with what it may do and how it does."""
