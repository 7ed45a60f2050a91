"""Processes that begin with everything imported: forked by whoever watches over them, where that is clean."""
