"""Structure: how the bytes of a file fall into records and cells."""
