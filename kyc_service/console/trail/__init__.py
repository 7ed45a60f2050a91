"""The audit at the desk: searched, exported, and its chain followed."""
