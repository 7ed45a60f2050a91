"""Stand-ins for business registers: small servers that speak each one's real protocol, quirks included."""
