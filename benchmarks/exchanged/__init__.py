"""What the measurement of the exchange is made of: offices, documents, contestants, and the report."""
