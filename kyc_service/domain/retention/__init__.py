"""How a subject's time here ends: what happened, holds, disposals and their receipts. No policy, no storage."""
