"""The plan on one self-contained page: no request leaves it, and it reads in Arabic, French or English."""

from tansiq_desk.page.whole import plan_page

__all__ = ["plan_page"]
