"""Looking after an installation: what is wrong with it, and what may be shown to whoever helps."""
