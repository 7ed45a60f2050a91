"""Change feeds of registers, whom they made due, and the terms after which registers are asked again."""
