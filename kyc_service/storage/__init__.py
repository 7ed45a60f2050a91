"""Everything that is kept: tables, keys, queue. Rows leave it as frozen values."""
