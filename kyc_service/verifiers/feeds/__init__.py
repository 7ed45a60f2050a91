"""Change feeds of registers, one file for each register that has one."""
