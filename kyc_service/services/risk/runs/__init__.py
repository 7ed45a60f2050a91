"""What is done with every business on file: trying a table out, and rating everybody by the one in force."""
