"""What the node is measured on: the example, and a world a hundred times larger."""
