"""A booklet set by us and by others from the same data, each in a process of its own."""
