"""Programs that use the service: their keys, and what is sent to them. Rules only; no HTTP."""
