"""What a name with a fixed outcome sets going in a sandbox."""
