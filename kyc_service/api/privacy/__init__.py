"""The privacy rooms of the API: exits, sealed records, and the rights of subjects."""
