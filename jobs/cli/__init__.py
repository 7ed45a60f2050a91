"""The `kyc` command, one module for each group of commands."""
