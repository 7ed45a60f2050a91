"""Types of what operations take and answer, written by `make client`: change the service, not this."""
