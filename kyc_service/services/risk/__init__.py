"""Risk: tables of factors read and written, ratings in words and as pictures."""
