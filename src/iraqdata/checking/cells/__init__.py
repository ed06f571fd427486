"""Cells: the columns of records while they are checked, as lists or as arrays."""
