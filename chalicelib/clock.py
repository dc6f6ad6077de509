"""The time: kept in UTC, shown in Shanghai."""

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no daylight saving since 1991


def now() -> datetime:
    """The present moment, aware and in UTC, without its microseconds' last three digits."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def shanghai_day(moment: datetime) -> date:
    """The calendar day in Shanghai on which a moment falls."""
    return moment.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """The first moment of a Shanghai day, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
