"""The programme file as people write it: every key, its type and limits. Unknown keys are faults.

`Programme` is the merge of all parts. References between ids are checked afterwards (`files.references`).
"""

from tansiq_planner.files.schema import agreed, training
from tansiq_planner.files.schema.programme import Programme

__all__ = ["Programme", "agreed", "training"]
