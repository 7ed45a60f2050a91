"""The room about who owns a business on file."""
