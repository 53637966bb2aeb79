"""When and where a meeting is: of Outlook's messages, and of invitations beside a text."""

import struct
import time
from datetime import UTC, datetime

import pytest

from ingest.formats.eml_file import read_eml
from ingest.formats.meeting import WHEN, WHERE, calendar_fields
from ingest.formats.msg_file import read_msg
from ingest.formats.source import Source
from tests.ingest.made_mails import Properties, mail, msg

APPOINTMENT = bytes.fromhex("0220060000000000c000000000000046")
START, END = datetime(2026, 3, 12, 13, tzinfo=UTC), datetime(2026, 3, 12, 14, 30, tzinfo=UTC)
NAMES = {
    "__substg1.0_00020102": bytes(16) + APPOINTMENT,  # the second set of this file
    "__substg1.0_00030102": b"".join(
        struct.pack("<IHH", number, 4 << 1, place)
        for place, number in enumerate((0x8208, 0x820D, 0x820E))
    ),
}
EVENT = (
    "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nDTSTART:16010101T000000\r\nEND:VTIMEZONE\r\n"
    "BEGIN:VEVENT\r\nDTSTART;TZID=Europe/Paris:20260312T140000\r\n"
    "DTEND;TZID=Europe/Paris:20260312T153000\r\nLOCATION;LANGUAGE=fr:Salle Ampère\\, 3e ét\r\n"
    " age\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize("kind", ["IPM.Schedule.Meeting.Request", "IPM.Appointment"])
def test_a_meeting_of_outlook_says_when_and_where(kind: str) -> None:
    properties: Properties = {
        **{0x001A: kind, 0x0037: "Comité", 0x1000: "Ordre du jour joint."},
        **{0x8000: "Salle Ampère", 0x8001: START, 0x8002: END},
    }
    (page,) = read_msg(Source(msg(properties, named=NAMES), "a.msg"), max_pages=9).pages
    assert page.text.split("\n\n") == [
        "Comité",
        f"{WHEN}: 2026-03-12 13:00 – 2026-03-12 14:30 (UTC)",
        f"{WHERE}: Salle Ampère",
        "Ordre du jour joint.",
    ]


def test_a_message_that_is_no_meeting_says_none() -> None:
    properties: Properties = {0x001A: "IPM.Note", 0x1000: "Bonjour.", 0x8000: "Salle Ampère"}
    (page,) = read_msg(Source(msg(properties, named=NAMES), "a.msg"), max_pages=9).pages
    assert page.text == "Bonjour."


def test_an_invitation_beside_a_text_says_when_and_where() -> None:
    message = mail("Comité", "Ordre du jour joint.")
    message.add_alternative(EVENT, subtype="calendar")
    (page,) = read_eml(Source(message.as_bytes(), "a.eml"), max_pages=9).pages
    assert page.text.split("\n\n")[-3:] == [
        f"{WHEN}: 2026-03-12 14:00 – 2026-03-12 15:30 (Europe/Paris)",
        f"{WHERE}: Salle Ampère, 3e étage",
        "Ordre du jour joint.",
    ]


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        ("DTSTART;VALUE=DATE:20260312", "2026-03-12"),
        ("DTSTART:20260312T130000Z", "2026-03-12 13:00 (UTC)"),
        ('DTSTART;TZID="GMT+1: Paris, Rome":20260312T140000', "2026-03-12 14:00 (GMT+1)"),
        ("DTSTART:soon", ""),
    ],
)
def test_times_are_written_as_the_calendar_states_them(lines: str, when: str) -> None:
    event = f"BEGIN:VEVENT\n{lines}\nEND:VEVENT\n"
    assert calendar_fields(event) == (((WHEN, when),) if when else ())


@pytest.mark.parametrize(
    "text", ["", "BEGIN:VEVENT\n" * 9_000, "BEGIN:VEVENT\nDTEND;" + '"' * 60_000]
)
def test_what_is_no_event_says_nothing_and_takes_no_time(text: str) -> None:
    started = time.monotonic()
    assert calendar_fields(text) == ()
    assert time.monotonic() - started < 5
