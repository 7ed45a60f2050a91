"""The audit's chain: sealed as it grows, and followed from its first link to its last."""
