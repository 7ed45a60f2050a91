"""Evidence packs: asked for, looked at, fetched."""
