"""Publishing the tables: what is built from the CSV files and the descriptor."""
