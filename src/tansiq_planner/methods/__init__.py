"""How plans are found. The only folder that imports a solver; the checker never looks in here."""
