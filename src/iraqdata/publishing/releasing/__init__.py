"""Releasing: the gate that a version must pass, its changelog, and the files it consists of."""
