"""Beside: what is looked at in other processes, so that nothing there can hold up the checks."""
