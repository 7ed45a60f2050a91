"""Contact checks: what submitted contacts and addresses look like, without asking anybody. Nothing is refused here."""
