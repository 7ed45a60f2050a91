"""What each reader may know of a verification: the onboarding flow its status, an analyst everything."""
