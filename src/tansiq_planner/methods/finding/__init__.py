"""From an empty page to a programme: construction, outline, corners, bounds, and the search that leads them."""
