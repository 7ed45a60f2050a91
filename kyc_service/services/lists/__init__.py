"""Lists as the service keeps them: how each stands, how it is loaded, what was refused."""
