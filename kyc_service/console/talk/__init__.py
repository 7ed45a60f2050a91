"""What is said around a case: asked of the onboarding flow, written by colleagues, filed."""
