"""Pages of the exchange, and what partners' programs ask for."""
