import pytest

from assistant.answering import Assistant
from assistant.errors import MentionsNegated
from assistant.mention_follow_up import mentioned_after
from assistant.settings import AssistantSettings
from storage.records import OPERATOR
from storage.store import Store

FRENCH, ENGLISH = "Quels documents mentionnent les cadeaux ?", "Which documents mention gifts?"


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (["Quels documents mentionnent le télétravail ?"], "Et les cadeaux ?", "cadeaux"),
        (["Which documents mention telework?"], "And the gifts?", "gifts"),
        (["Quels documents mentionnent l'amiante ?"], "Qu'en est-il du CSE ?", "CSE"),
        (["Which documents mention asbestos?"], "What about the works council?", "works council"),
        (["Where is GDPR mentioned?", "And ISO 27001?"], "and overtime?", "overtime"),
        (["Où est cité le RGPD ?", "Et ISO 27001 ?"], "et les astreintes ?", "astreintes"),
        (["Which documents mention telework?"], "And why?", None),
        (["Quels documents mentionnent le télétravail ?"], "Et pourquoi ?", None),
        (["Which documents mention telework?"], "And how many days may I take?", None),
        (["How many days of telework?"], "And the gifts?", None),
        (["Where is GDPR mentioned?", "How many days of telework?"], "And gifts?", None),
        ([], "And gifts?", None),
        ([FRENCH, "Et pas les invitations ?"], "Et les astreintes ?", "astreintes"),
        ([ENGLISH, "And not hospitality?"], "And overtime?", "overtime"),
        ([FRENCH], "Et le congé sans solde ?", "congé sans solde"),
        ([ENGLISH], "And leave without pay?", "leave without pay"),
        ([FRENCH], "Et la non-concurrence ?", "non-concurrence"),
        ([ENGLISH], "And non-compete clauses?", "non-compete clauses"),
        ([FRENCH], "Et les autres ?", None),
        ([ENGLISH], "And the others?", None),
        ([FRENCH], "Et dans les autres documents ?", None),
        ([ENGLISH], "And in the other documents?", None),
        ([FRENCH], "Et le reste ?", None),
        ([ENGLISH], "What about the rest?", None),
        ([FRENCH], "Et quels congés ne sont pas payés ?", None),
        ([ENGLISH], "And which policy does not apply to interns?", None),
        ([FRENCH], "Et si je ne les déclare pas ?", None),
        ([ENGLISH], "And what if I do not declare it?", None),
        ([FRENCH], "Et non ?", None),
        ([ENGLISH], "And no?", None),
        (["Combien de jours ?"], "Et pas les invitations ?", None),
        (["How many days?"], "And not hospitality?", None),
    ],
)
def test_a_question_after_mentions_goes_on_with_something_else(
    earlier: list[str], question: str, expected: str | None
) -> None:
    found = mentioned_after(question, earlier)
    assert (found and found.written) == expected


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Et pas les invitations ?", "And not hospitality?"),
        ("Et sans les invitations ?", "And without hospitality?"),
        ("Mais pas les invitations ?", "But not hospitality?"),
        ("Et sauf les invitations ?", "And except hospitality?"),
        ("Et lesquels n'en parlent pas ?", "And which do not?"),
        ("Et quels documents ne le citent pas ?", "And which documents don't?"),
        ("Et ceux qui ne les mentionnent pas ?", "And those that don't mention them?"),
        ("Et les congés, pas les RTT ?", "And leave, not sabbaticals?"),
        ("Et les congés mais pas les RTT ?", "And leave but not sabbaticals?"),
    ],
)
def test_what_is_not_mentioned_cannot_be_gone_on_with(french: str, english: str) -> None:
    for earlier, question in ((FRENCH, french), (ENGLISH, english)):
        with pytest.raises(MentionsNegated):
            mentioned_after(question, [earlier])


def test_a_long_conversation_is_gone_through_once() -> None:
    assert mentioned_after("And gifts?", [ENGLISH, *["And overtime?"] * 3_000]) is not None


@pytest.mark.parametrize(
    ("before", "question"), [(FRENCH, "Et pas les primes ?"), (ENGLISH, "And not bonuses?")]
)
def test_it_is_said_at_once(handbook: Store, before: str, question: str) -> None:
    assistant = Assistant(handbook, AssistantSettings(model="none"))
    with pytest.raises(MentionsNegated):
        assistant.answer(question, reader=OPERATOR, history=[before])
