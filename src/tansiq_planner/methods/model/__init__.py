"""The programme as a linear model: what the rules leave possible, and one row for each thing they forbid."""
