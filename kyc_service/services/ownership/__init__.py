"""Ownership: files of it, words about it, pictures of it."""
