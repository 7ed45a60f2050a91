"""The rooms about how risky a business is."""
