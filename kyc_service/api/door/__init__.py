"""The door: what every request passes before a use case sees it, and every answer on its way out."""
