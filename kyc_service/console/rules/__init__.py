"""What holds for every case until somebody changes it: pairs that are allowed, terms."""
