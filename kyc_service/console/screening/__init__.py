"""Ad-hoc screening in the console: look a name up now, side by side with what is listed."""
