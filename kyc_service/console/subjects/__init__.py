"""Subjects in the console: found by reference, exact name or number; what is on file, and who owns it."""
