"""Cases in the console: the queue, a case with its evidence on one page, and what can be done about it."""
