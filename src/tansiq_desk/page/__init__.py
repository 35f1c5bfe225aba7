"""The plan on one self-contained page: no request leaves it, and it reads in Arabic, French or English."""

from tansiq_desk.page.bars import anchor_of
from tansiq_desk.page.part import Part
from tansiq_desk.page.whole import OF_UNITS, figures, plan_page, section_titles, table

__all__ = [
    "OF_UNITS",
    "Part",
    "anchor_of",
    "figures",
    "plan_page",
    "section_titles",
    "table",
]
