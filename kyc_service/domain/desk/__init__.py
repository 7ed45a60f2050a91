"""How cases are worked: hours and terms, filters, tags, what people do with a case beside deciding it."""
