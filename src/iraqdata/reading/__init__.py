"""Reading the tables: where they are, what they hold, and loading them."""
