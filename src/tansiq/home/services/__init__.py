"""The verbs of reminding: the words of a mail, its way to the mail server, and who gets one on which day."""

from tansiq.home.services.reminding import Coming, begin_reminding, send_reminders, sends_reminders

__all__ = ["Coming", "begin_reminding", "send_reminders", "sends_reminders"]
