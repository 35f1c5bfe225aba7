"""The verbs of training."""

from tansiq.training.services.taking_in import take_in_demand, take_in_skills, take_in_supply

__all__ = ["take_in_demand", "take_in_skills", "take_in_supply"]
