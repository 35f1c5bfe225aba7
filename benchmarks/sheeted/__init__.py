"""The same list of needs read by us and by others, each in a process of its own."""
