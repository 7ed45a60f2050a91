"""Several versions of a policy: what changes from one to the next, and what leaves when more than one binds."""
