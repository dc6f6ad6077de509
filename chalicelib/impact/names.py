"""What the rows of a report are called."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib import clock
from chalicelib.counties import get_county
from chalicelib.errors import NotFound
from chalicelib.impact.sales import SaleEntry
from chalicelib.live import LiveSession, get_sessions
from chalicelib.producers import get_producers
from chalicelib.text import Wording, wording_of

AT_ONCE = 100  # DynamoDB's limit for one BatchGet


@dataclass(frozen=True, slots=True)
class Name:
    """A name in Chinese and in English, and a note that tells it from others of the same name."""

    zh: str
    en: str
    note_zh: str = ""
    note_en: str = ""

    def text(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh

    def note(self, lang: str) -> str:
        return self.note_en if lang == "en" else self.note_zh


def names_of(
    by: str, scopes: Iterable[str], session_of: Mapping[str, str] | None = None
) -> dict[str, Name]:
    """The names of counties, sessions, hosts or producers; what is not known any more is left out.

    `session_of` gives for each host one of their sessions: hosts are named by their office, never as persons.
    """
    ids = sorted({scope for scope in scopes if scope})
    session_ids = session_of or {}
    return {
        scope: name
        for some in _pages(ids)
        for scope, name in _NAMERS[by](some, session_ids).items()
    }


def sessions_of_hosts(lines: Iterable[SaleEntry]) -> dict[str, str]:
    """For each host the latest of their sessions among these lines."""
    return {host: line.session_id for line in lines for host in line.host_ids}


def _counties(county_ids: Sequence[str], _: Mapping[str, str]) -> dict[str, Name]:
    return {county_id: name for county_id in county_ids if (name := _county(county_id))}


def _county(county_id: str) -> Name | None:
    try:
        county = get_county(county_id)
    except NotFound:
        return None
    return Name(county.name_zh, county.name_en, county.region("zh-Hans"), county.region("en"))


def _producers(producer_ids: Sequence[str], _: Mapping[str, str]) -> dict[str, Name]:
    producers = get_producers(producer_ids)
    return {
        producer_id: _at(wording_of(producer, "name"), producer.county_id)
        for producer_id, producer in producers.items()
    }


def _sessions(session_ids: Sequence[str], _: Mapping[str, str]) -> dict[str, Name]:
    return {
        session_id: _session(session) for session_id, session in get_sessions(session_ids).items()
    }


def _hosts(host_ids: Sequence[str], session_of: Mapping[str, str]) -> dict[str, Name]:
    session_ids = {host: session_of[host] for host in host_ids if host in session_of}
    sessions = get_sessions(session_ids.values())
    return {
        host: _at(wording_of(sessions[session_id], "host_title"), sessions[session_id].county_id)
        for host, session_id in session_ids.items()
        if session_id in sessions
    }


def _session(session: LiveSession) -> Name:
    day = str(clock.shanghai_day(session.starts_at))
    title, host = wording_of(session, "title"), wording_of(session, "host_title")
    return Name(
        title.read_in("zh-Hans"),
        title.read_in("en"),
        f"{day} · {host.read_in('zh-Hans')}",
        f"{day} · {host.read_in('en')}",
    )


def _at(name: Wording, county_id: str) -> Name:
    county = _county(county_id) or Name("", "")
    return Name(name.read_in("zh-Hans"), name.read_in("en"), county.zh, county.en)


def _pages(scopes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (scopes[at : at + AT_ONCE] for at in range(0, len(scopes), AT_ONCE))


_NAMERS = {"county": _counties, "producer": _producers, "session": _sessions, "host": _hosts}
