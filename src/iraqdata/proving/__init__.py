"""Proving the tables: dates, passages, evidence."""
