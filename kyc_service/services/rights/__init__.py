"""Rights: what subjects ask of the data about them, and what follows."""
