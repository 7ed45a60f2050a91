"""The demonstration: a client of the service that starts it, sends businesses in and reads what came out."""
