"""Many businesses at once: each is taken in for itself, and a second try goes on where the first one stopped."""
