"""The plan on one self-contained page: no request leaves it, and it reads in Arabic, French or English."""

from tansiq_desk.page.bars import anchor_of
from tansiq_desk.page.whole import plan_page, plan_sections, section_titles

__all__ = ["anchor_of", "plan_page", "plan_sections", "section_titles"]
