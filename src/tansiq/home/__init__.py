"""The first page: what awaits whom, the year at a glance, search across all areas, and the ways to them."""
