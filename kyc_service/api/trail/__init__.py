"""The audit: searched, exported, and its chain followed."""
