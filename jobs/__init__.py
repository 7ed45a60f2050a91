"""The second front door: background work and the `kyc` command."""
