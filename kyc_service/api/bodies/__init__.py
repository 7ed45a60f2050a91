"""Bodies: the shape of what clients send, with a description and an example of each field."""
