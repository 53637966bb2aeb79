"""When and where a meeting is that a mail invites to: it stands beside the text, not in it."""

import re
from datetime import UTC, datetime

from ingest.formats.outlook_storage import OutlookStorage

Fields = tuple[tuple[str, str], ...]
# Found by the word of either language.
WHEN, WHERE = "When (quand)", "Where (où)"
_CLASSES = ("ipm.schedule.meeting", "ipm.appointment")
# [MS-OXOCAL]: the set of properties of appointments, and those in it.
_APPOINTMENT = bytes.fromhex("0220060000000000c000000000000046")
_PLACE, _START, _END = 0x8208, 0x820D, 0x820E
_COMMON_START, _COMMON_END = 0x0060, 0x0061
_EVENT = re.compile(r"^(?:BEGIN|END):(?:VEVENT|VALARM)\b.*$", re.M | re.I)
_LINE = re.compile(r"(DTSTART|DTEND|LOCATION)((?:;(?:[^:;\"]|\"[^\"]*\")*+)*+):(.*)", re.I)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d*(Z?))?")
_ZONE = re.compile(r";TZID=\"?([^\":;]+)", re.I)
_EVENT_CHARACTERS = 1 << 16


def outlook_fields(message: OutlookStorage, message_class: str) -> Fields:
    """The time and place of a message of that class; none where it is no meeting."""
    if not message_class.lower().startswith(_CLASSES):
        return ()
    numbers = [message.named(_APPOINTMENT, each) for each in (_START, _END, _PLACE)]
    start = message.time(numbers[0]) or message.time(_COMMON_START)
    end = message.time(numbers[1]) or message.time(_COMMON_END)
    return _fields(_written(start), _written(end), "UTC", message.text(numbers[2]))


def calendar_fields(text: str) -> Fields:
    """The time and place of the first event of an iCalendar text (RFC 5545)."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text[:_EVENT_CHARACTERS])
    event = _EVENT.split(unfolded, maxsplit=2)[1:2]
    said = {"DTSTART": ("", ""), "DTEND": ("", ""), "LOCATION": ("", "")}
    for line in event[0].splitlines() if event else ():
        if named := _LINE.fullmatch(line.strip()):
            said[named[1].upper()] = (named[2], named[3])
    start, end = said["DTSTART"][1], said["DTEND"][1]
    zone = _ZONE.search(said["DTSTART"][0])
    place = re.sub(r"\\(.)", lambda mark: " " if mark[1] in "nN" else mark[1], said["LOCATION"][1])
    stated = "UTC" if start.endswith("Z") else zone[1] if zone else ""
    return _fields(_calendar_time(start), _calendar_time(end), stated, place)


def _fields(start: str, end: str, zone: str, place: str) -> Fields:
    when = " – ".join(filter(None, (start, end)))
    named = (WHEN, f"{when} ({zone})" if when and zone else when), (WHERE, " ".join(place.split()))
    return tuple((name, value) for name, value in named if value)


def _written(time: datetime | None) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}" if time else ""


def _calendar_time(stated: str) -> str:
    found = _TIME.match(stated)
    if not found:
        return ""
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return f"{day} {found[4]}:{found[5]}" if found[4] else day
