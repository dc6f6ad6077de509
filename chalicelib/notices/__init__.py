"""What people are told on the fair itself."""

from chalicelib.notices.find import notices_of
from chalicelib.notices.mark_read import mark_read
from chalicelib.notices.models import Notice
from chalicelib.notices.tell import News, tell

__all__ = ["News", "Notice", "mark_read", "notices_of", "tell"]
