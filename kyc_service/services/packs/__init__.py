"""Evidence packs: gathered from what is on file, written as JSON and as a PDF that says the same, and proven."""
