"""What compliance may change: rules as data, and the engine that applies them."""
