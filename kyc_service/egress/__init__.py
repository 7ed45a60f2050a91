"""What leaves the service by HTTP: guarded addresses, signed webhooks."""
