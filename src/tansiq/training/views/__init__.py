"""Pages of training: units, requests, the catalogue, competencies and ratings, calendars, indicators."""
