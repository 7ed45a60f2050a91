"""The policy's versions: which is in force, how one is published, and which bind data that were collected earlier."""
