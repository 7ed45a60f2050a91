"""What is known beside names: dates, identifiers, countries, places, addresses, gender."""
