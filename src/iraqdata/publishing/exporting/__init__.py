"""Exporting the tables: one module per format."""
