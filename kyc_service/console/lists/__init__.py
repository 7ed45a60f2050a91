"""Lists in the console: how fresh each is, what changed, what was refused and why; and how registers do."""
