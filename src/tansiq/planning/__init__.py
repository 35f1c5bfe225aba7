"""The joint programme: planned in the background, compared, changed, and approved by both parties on the same hash."""
