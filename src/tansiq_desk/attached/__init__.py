"""Looks at a file that somebody gives: whether it is on the list of types, whole and harmless, and what is kept of it.

Codes and figures only, no words. Heavy reading belongs in a process of its own: `python -m tansiq_desk.attached.apart`.
"""

from tansiq_desk.attached.errors import RefusedFileError
from tansiq_desk.attached.looking import Looked, look
from tansiq_desk.attached.names import clean_name

__all__ = ["Looked", "RefusedFileError", "clean_name", "look"]
