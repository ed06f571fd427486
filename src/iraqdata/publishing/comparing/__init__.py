"""Comparing two packages: what differs, and which version number that asks for."""
