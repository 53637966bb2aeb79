"""Follows the tokens of an RTF document: which text is seen, in what kind of paragraph."""

from dataclasses import dataclass, field, replace

from ingest.formats.blocks import TextBlock
from ingest.formats.docx_styles import heading_level
from ingest.formats.left_out import Left
from ingest.formats.page_margins import is_page_field, with_margins
from ingest.formats.pictures import Pictures
from ingest.formats.rtf_fields import RtfField
from ingest.formats.rtf_fonts import RtfFonts
from ingest.formats.rtf_look import Surroundings
from ingest.formats.rtf_margins import MARGINS, RtfMargins
from ingest.formats.rtf_pictures import PictureGroup
from ingest.formats.rtf_state import GroupState, NamedStyle
from ingest.formats.rtf_story import Paragraph, Story
from ingest.formats.rtf_tokens import Token
from ingest.formats.rtf_words import (
    CHARACTERS,
    COLLECTED,
    FIELD,
    PROPERTIES,
    READ_THOUGH_IGNORABLE,
    SKIPPED,
    STORIES,
    SYMBOLS,
)


@dataclass(slots=True)
class RtfReader:
    """Takes one token after the other; `finish` gives the blocks."""

    left: Left = field(default_factory=Left)
    pictures: Pictures = field(default_factory=Pictures)
    _group: PictureGroup | None = None
    info_title: str = ""
    _groups: list[GroupState] = field(default_factory=list)
    _state: GroupState = field(default_factory=GroupState)
    _stories: list[Story] = field(default_factory=lambda: [Story()])
    _paragraphs: list[Paragraph] = field(default_factory=lambda: [Paragraph()])
    _tables: list[int] = field(default_factory=lambda: [0])
    _fonts: RtfFonts = field(default_factory=RtfFonts)
    _styles: dict[int, NamedStyle] = field(default_factory=dict)
    _style: int = 0
    _bytes: bytearray = field(default_factory=bytearray)
    _around: Surroundings = field(default_factory=Surroundings)
    _to_skip: int = 0
    _is_ignorable: bool = False
    _section_breaks_page: bool = True
    _margins: RtfMargins = field(default_factory=RtfMargins)
    _field: RtfField = field(default_factory=RtfField)  # the last one

    @property
    def title(self) -> str:
        """The first paragraph in the style "Title"."""
        return self._stories[0].title

    def finish(self) -> list[TextBlock]:
        """The blocks of the document, at its end."""
        self._flush()
        while len(self._stories) > 1:
            self._end_story()
        self._story.end_table(self._tables)
        self._story.end_paragraph(replace(self._paragraph, in_table=False), self._tables)
        self._margins.end_section(self._story.blocks)
        return with_margins(self._margins.sections)

    def take(self, token: Token) -> None:
        """Follow the next token."""
        if self._group is not None:
            if self._group.take(token):
                return
            group, self._group = self._group, None
            self._story.pictures += group.places(self.pictures)
        if token.kind == "bytes":
            self._take_bytes(token.content)
            return
        if token.kind == "text":
            self._take_bytes(token.content)
            self._is_ignorable = False
            return
        self._flush()
        if token.kind == "{":
            self._groups.append(self._state)
            self._state = replace(self._state, opens_story=False)
        elif token.kind == "}":
            self._end_group()
        elif token.kind == "symbol":
            self._take_symbol(token.word)
            return
        else:
            self._take_word(token)
        self._is_ignorable = False

    def _end_group(self) -> None:
        if self._state.opens_story:
            self._end_story()
        ended = self._state.collected
        self._state = self._groups.pop() if self._groups else GroupState()
        if ended == "fldinst" and self._state.collected != ended:
            self._add(self._field.sign)

    @property
    def _story(self) -> Story:
        return self._stories[-1]

    @property
    def _paragraph(self) -> Paragraph:
        return self._paragraphs[-1]

    def _take_bytes(self, content: bytes) -> None:
        skipped = min(self._to_skip, len(content))
        self._to_skip -= skipped
        self._bytes += content[skipped:]

    def _flush(self) -> None:
        """The bytes so far as text: those of one character may come in several tokens."""
        if self._bytes:
            encoding = self._fonts.encoding(self._state.font)
            text = self._bytes.decode(encoding, errors="replace")
            self._bytes.clear()
            self._add(text)

    def _add(self, text: str) -> None:
        state = self._state
        if state.collected:
            self._collect(text)
        elif state.skipped or state.deleted:
            pass
        elif kind := self._around.kind(state.look):
            self._story.hide(text, kind)
        else:
            seen = self._fonts.seen(state.font, text)
            self._story.text += state.look.written(seen, self._story.text)

    def _collect(self, text: str) -> None:
        if self._state.collected == "title":
            self.info_title += text
        elif self._state.collected == "colortbl":
            self._around.end_colours(text)
        elif self._state.collected == "fldinst":
            self._field.instruction += text
        elif self._state.collected == "fonttbl" and not self._state.skipped:
            self._fonts.add_name(self._state.font, text)
        elif self._state.collected in PROPERTIES:
            self._around.take_property(text, is_name=self._state.collected == "sn")
        elif self._state.collected == "stylesheet" and not self._state.skipped:
            self._styles.setdefault(self._style, NamedStyle()).name += text

    def _take_symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._is_ignorable = True
        elif self._to_skip:
            self._to_skip -= 1
        elif symbol in SYMBOLS:
            self._add(SYMBOLS[symbol])

    def _take_word(self, token: Token) -> None:
        word, number = token.word, token.number
        self._to_skip = 0
        if word in STORIES and not self._state.skipped:
            self._state.opens_story = True
            self._state.in_margin |= word in MARGINS
            self._stories.append(Story(word))
            self._paragraphs.append(Paragraph())
        elif word in PROPERTIES:
            self._state.collected = word
        elif word in FIELD:
            self._take_field(word)
        elif word in COLLECTED and not self._state.skipped:
            self._state.collected = word
            self._state.skipped |= self._is_ignorable
        elif word in SKIPPED or (self._is_ignorable and word not in READ_THOUGH_IGNORABLE):
            self._take_skipped(token)
        elif word == "ud":
            self._state.skipped = False
        elif self._state.collected:
            self._take_table_word(word, number)
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif not self._take_character_word(word, number) and not self._state.skipped:
            self._take_paragraph_word(word, number)

    def _take_skipped(self, token: Token) -> None:
        """A group without text of the document; it may be a comment, or hold a picture."""
        word, state = token.word, self._state
        self.left.comments += word == "annotation"
        is_seen = not (state.skipped or state.deleted or state.in_margin)
        if word == "pict" and (is_seen or state.draws):
            self._group = PictureGroup(token.at)
        state.draws = word == "sp" and is_seen
        state.skipped = True

    def _take_field(self, word: str) -> None:
        """The instruction of a field, or what it gave: not the number of the page in a header."""
        if word == "fldinst":
            self._state.collected, self._state.skipped, self._field = word, True, RtfField()
        elif self._state.in_margin and is_page_field(self._field.instruction):
            self._state.skipped = True

    def _take_table_word(self, word: str, number: int | None) -> None:
        """A word in the table of fonts or styles."""
        if word == "f":
            self._state.font = number or 0
        elif word == "fcharset":
            self._fonts.add_charset(self._state.font, number)
        elif word in ("red", "green", "blue"):
            self._around.take_colour(word, number)
        elif word in ("s", "cs", "ds", "ts") and self._state.collected == "stylesheet":
            self._style = number or 0
            self._state.skipped = word != "s"
        elif word == "outlinelevel":
            self._styles.setdefault(self._style, NamedStyle()).outline = _heading_level(number)
        elif word == "u":
            self._take_character_word(word, number)
        else:
            self._field.take(word, number)

    def _take_character_word(self, word: str, number: int | None) -> bool:
        """True for a word that says something of characters."""
        look = self._state.look.changed(word, number)
        if look is not None:
            self._state.look = look
            if word == "plain":
                self._state.deleted, self._state.font = False, self._fonts.default
            return True
        match word:
            case "u":
                self._add(chr((number or 0) & 0xFFFF))
                self._to_skip = self._state.fallback
            case "uc":
                self._state.fallback = min(max(number or 0, 0), 10)
            case "f":
                self._state.font = number or 0
            case "deleted":
                was, self._state.deleted = self._state.deleted, number != 0
                self.left.deletions += self._state.deleted and not was
            case _:
                return self._fonts.take(word, number)
        return True

    def _take_paragraph_word(self, word: str, number: int | None) -> None:
        """A word that says something of paragraphs, rows or pages."""
        self._around.take(word, number)
        self._margins.take(word)
        match word:
            case "par" | "sect" | "page":
                self._story.end_paragraph(self._paragraph, self._tables)
                if word == "sect" and len(self._stories) == 1:
                    self._margins.end_section(self._story.blocks)
                if word == "page" or (word == "sect" and self._section_breaks_page):
                    self._story.end_page()
            case "pard":
                self._paragraphs[-1] = Paragraph()
            case "s":
                self._set_style(number or 0)
            case "outlinelevel":
                self._paragraph.level = _heading_level(number)
            case "intbl":
                self._paragraph.in_table = True
            case "pagebb":
                self._story.end_page()
            case "sectd" | "sbknone" | "sbkcol":
                self._section_breaks_page = word == "sectd"
            case _:
                self._take_row_word(word, number)

    def _take_row_word(self, word: str, number: int | None) -> None:
        self._story.row.take(word, number)
        match word:
            case "trowd" | "trhdr":
                self._story.is_header_row = word == "trhdr"
            case "cell":
                self._story.end_cell()
            case "row":
                self._story.end_row()

    def _set_style(self, number: int) -> None:
        style = self._styles.get(number, NamedStyle())
        name = style.name.strip().rstrip(";").strip()
        self._paragraph.level = heading_level(name) or style.outline
        self._paragraph.is_title = name.lower() in ("title", "titre")

    def _end_story(self) -> None:
        """A note or box is complete: it follows the paragraph it stands in; a header does not."""
        story, paragraph = self._stories.pop(), self._paragraphs.pop()
        story.end_table(self._tables)
        story.end_paragraph(replace(paragraph, in_table=False), self._tables)
        if story.kind in MARGINS:
            self._margins.add(story.kind, story.blocks)
        else:
            self._story.beside += story.blocks


def _heading_level(outline: int | None) -> int:
    """The level of a heading by its outline level; 9 is the text itself."""
    return outline + 1 if outline is not None and 0 <= outline < 9 else 0
