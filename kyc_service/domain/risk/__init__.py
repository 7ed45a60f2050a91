"""Risk: how carefully to look at a business, by a table of documented factors. Pure rules; no score rejects anybody."""
