"""Checking the tables: one module per family of rules, and the report."""
