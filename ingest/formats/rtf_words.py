"""The control words of RTF that stand for characters, or for groups that are read in their way."""

from ingest.formats.rtf_margins import MARGINS
from ingest.formats.rtf_story import LINE_BREAK

CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "tab": " ", "emspace": " ", "enspace": " ",
    "qmspace": " ", "line": LINE_BREAK, "lbr": LINE_BREAK, "nestcell": " ", "nestrow": " ",
}  # fmt: skip
SYMBOLS = {"~": "\xa0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "", "\r": ""}
# Groups whose text is not the document's, besides all that a file itself marks as ignorable.
_SKIPPED_NAMES = (
    "pict ftnsep ftnsepc aftnsep aftnsepc xe rxe tc txe sp shprslt nonshppict nonesttables upr "
    "atnid filetbl revtbl listtable listoverridetable bkmkstart bkmkend objdata objclass"
)
SKIPPED = frozenset(_SKIPPED_NAMES.split())
READ_THOUGH_IGNORABLE = frozenset(("shpinst", "shppict", "ud", "footnote"))
STORIES = frozenset(("footnote", "shptxt", "dptxbxtext")) | MARGINS
COLLECTED = frozenset(("fonttbl", "colortbl", "stylesheet", "info", "title"))
PROPERTIES = frozenset(("sn", "sv"))
FIELD = frozenset(("fldinst", "fldrslt"))
