"""The page of administrators: who works at this desk, and what they may do."""
