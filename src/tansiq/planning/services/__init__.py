"""The verbs of planning."""

from tansiq.planning.services.loading import load_programme

__all__ = ["load_programme"]
