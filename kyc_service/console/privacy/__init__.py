"""The privacy desk: what subjects ask, what is held, what left, what the policy says; and sealed records apart."""
