"""Who is trained in what, what is asked for, and what is offered: competencies, ratings, requests, courses, venues."""
