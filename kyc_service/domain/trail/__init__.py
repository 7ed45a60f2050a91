"""What proves afterwards how things went: the chain over the audit, and the versions of the policy."""
