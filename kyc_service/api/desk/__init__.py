"""How cases are worked: acts beside decisions, many at once, sharing out, filters, terms."""
