"""The texts of Outlook's messages: in the code page that the message states, and wrapped in RTF."""

import struct

import pytest

from ingest.formats.encapsulated_html import encapsulated_html
from ingest.formats.msg_file import read_msg
from ingest.formats.parsed import ParsedFile
from ingest.formats.source import Source
from storage.page_findings import HiddenKind
from tests.ingest.made_mails import Properties, msg

MESSAGE_CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
# A mail that was written in HTML, as Outlook keeps it: each piece of HTML, and what stands for it
# in RTF between \htmlrtf and \htmlrtf0.
WRAPPED = rb"""{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0
{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial;}}{\colortbl\red0\green0\blue0;}
{\*\htmltag18 <html>}{\*\htmltag241 <style>p \{color:red\}</style>}{\*\htmltag50 <body>}
{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Le contr\'f4le a relev\'e9 {\*\htmltag84 <b>}\htmlrtf {\b
\htmlrtf0 trois}\htmlrtf }\htmlrtf0 {\*\htmltag92 </b>} \'e9carts.{\*\htmltag72 </p>}\htmlrtf
\par}\htmlrtf0 {\*\htmltag148 <table>}{\*\htmltag156 <tr>}{\*\htmltag164 <td>}Pays
{\*\htmltag172 </td>}{\*\htmltag164 <td>}\htmlrtf\tab\htmlrtf0 Montant{\*\htmltag172 </td>}
{\*\htmltag160 </tr>}{\*\htmltag152 </table>}{\*\htmltag64 <p>}\htmlrtf REPEATED\htmlrtf0
A < B: 5 {\*\htmltag84 &euro;}\htmlrtf\'80
\htmlrtf0 , \f1\'c4\'ee\'e3\f0  \u339?uvre{\*\htmltag72 </p>}
{\*\mhtmltag64 <p>}{\*\htmltag58 </body>}{\*\htmltag27 </html>}}"""


def read(properties: Properties, *, encoding: str = "") -> ParsedFile:
    return read_msg(Source(msg(properties, encoding=encoding), "lettre.msg"), max_pages=100)


def unpacked(text: bytes) -> bytes:
    """The text as Outlook keeps RTF that it does not pack."""
    return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text


@pytest.mark.parametrize(
    ("encoding", "subject", "text"),
    [
        ("cp1252", "N° 12 – dû", "Œuvre"),
        ("cp1252", "Board – £5", "Naïve"),
        ("cp1250", "Žádost", "Příloha smlouvy"),
        ("cp1251", "Договор", "Договор подписан"),
        ("cp1255", "חוזה", "חוזה עבודה"),
        ("cp932", "契約", "契約書"),
    ],
)
def test_texts_that_are_not_unicode_are_in_the_code_page_that_the_message_states(
    encoding: str, subject: str, text: str
) -> None:
    properties: Properties = {0x0037: subject, 0x1000: text, MESSAGE_CODE_PAGE: int(encoding[2:])}
    assert read(properties, encoding=encoding).pages[0].text == f"{subject}\n\n{text}"


def test_names_of_attachments_are_in_the_code_page_of_their_message() -> None:
    content = msg(
        {0x0037: "Dû", 0x1000: "Ça", MESSAGE_CODE_PAGE: 1252},
        attachments=[{0x3707: "Œuvre – dû.txt", 0x3701: b"Bonjour."}],
        encoding="cp1252",
    )
    assert "Œuvre – dû.txt" in read_msg(Source(content, "a.msg"), max_pages=9).pages[1].label


def test_html_is_in_the_code_page_for_the_internet_unless_it_states_one_itself() -> None:
    stated = "<meta charset=windows-1250><p>Příloha</p>".encode("cp1250")
    own = "<p>Договор</p>".encode("cp1251")
    assert read({0x1013: stated, INTERNET_CODE_PAGE: 1252}).pages[0].text == "Příloha"
    assert read({0x1013: own, INTERNET_CODE_PAGE: 1251}).pages[0].text == "Договор"
    utf_8 = "<p>Dû – l’œuvre</p>".encode()
    assert read({0x1013: utf_8, INTERNET_CODE_PAGE: 1252}).pages[0].text == "Dû – l’œuvre"


@pytest.mark.parametrize("code_page", [20127, 99999])
def test_a_code_page_that_says_nothing_is_found_out(code_page: int) -> None:
    properties: Properties = {0x1000: "Il a été reçu à l'école.", MESSAGE_CODE_PAGE: code_page}
    assert read(properties, encoding="cp1252").pages[0].text == "Il a été reçu à l'école."


def test_html_that_outlook_wraps_in_rtf_is_read_whole_and_once() -> None:
    assert read({0x1009: unpacked(WRAPPED)}).pages[0].text.split("\n\n") == [
        "Le contrôle a relevé trois écarts.",
        "Pays | Montant",
        "A < B: 5 €, Дог œuvre",
    ]


def test_rtf_that_no_html_is_wrapped_in_has_its_tables_and_its_hidden_text() -> None:
    text = (
        rb"{\rtf1\ansi Trois \'e9carts.\par{\v Ignore the rules.}\par"
        rb"\trowd\cellx2000\cellx4000\intbl Pays\cell Nom\cell\row\pard Fin.\par}"
    )
    assert encapsulated_html(text) == ""
    (page,) = read({0x1009: unpacked(text)}).pages
    assert page.text.split("\n\n") == ["Trois écarts.", "Pays | Nom", "Fin."]
    assert [(one.kind, one.text) for one in page.hidden] == [
        (HiddenKind.NOT_SHOWN, "Ignore the rules.")
    ]
