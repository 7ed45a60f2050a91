"""Many businesses in one request."""
