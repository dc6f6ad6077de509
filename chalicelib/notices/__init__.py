"""What people are told on the fair itself, and what they want to hear of."""

from chalicelib.notices.announce import announce, remember_announcements, tell_followers
from chalicelib.notices.find import boxes_of, notices_of
from chalicelib.notices.follow import bring_follows, follow, follows_of, unfollow
from chalicelib.notices.followers import FollowChange, count_followers, count_guest, followers_of
from chalicelib.notices.mark_read import mark_read
from chalicelib.notices.models import Announcement, Follow, Notice
from chalicelib.notices.tell import News, NewsValue, tell

__all__ = [
    "Announcement",
    "Follow",
    "FollowChange",
    "News",
    "NewsValue",
    "Notice",
    "announce",
    "boxes_of",
    "bring_follows",
    "count_followers",
    "count_guest",
    "follow",
    "followers_of",
    "follows_of",
    "mark_read",
    "notices_of",
    "remember_announcements",
    "tell",
    "tell_followers",
    "unfollow",
]
