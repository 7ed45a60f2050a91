"""What people decide ahead of a screening: which pairs are two parties, and by what to screen."""
