"""When data end and why, and when a run of disposals has to stop for a person. Pure: no clock, no storage."""
