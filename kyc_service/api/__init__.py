"""HTTP: parse, authorise, call a service, render. No SQL, no decisions."""
