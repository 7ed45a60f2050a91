"""Evidence packs: everything about one verification in one document, for a while."""
