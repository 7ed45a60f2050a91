"""The people of the desk: who has an account, what each role may do, and when a session ends."""
