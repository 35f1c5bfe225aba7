"""Who works at this node: accounts, their roles, signing in, and the list of everything they changed."""
