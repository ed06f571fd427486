"""Packages: the descriptor against the standard, and the files that it names."""
