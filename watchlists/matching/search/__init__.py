"""Finding the listed names that may be alike enough to count, without comparing all of them."""
