import pytest

from assistant.collection_names import names_collection


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How many days of leave, in the collection staff?", "staff"),
        ("What does the staff collection say about leave?", "staff"),
        ("What do we have in human resources about leave?", "human resources"),
        ("Which rules in our Human-Resources apply?", "human resources"),
        ('What is said about leave by "staff"?', "staff"),
        ("What does Finance say about leave?", "Finance"),
        ("What does HR say about leave?", "HR"),
        ("Dans la collection paie, quels sont les délais ?", "paie"),
        ("dans la collection « ressources humaines », quels délais ?", "ressources humaines"),
        ("Quels sont les délais dans ressources humaines ?", "Ressources humaines"),
        ("Que trouve-t-on dans la comptabilite sur les délais ?", "Comptabilité"),
        ("Que dit « paie » des délais ?", "paie"),
        ("Que dit la Paie des délais ?", "Paie"),
        ("Que disent les RH des délais ?", "RH"),
        ("Quels délais dans l'intendance ?", "intendance"),
    ],
)
def test_a_collection_is_named_where_the_question_shows_it(question: str, name: str) -> None:
    assert names_collection(question, name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How many staff work part-time?", "staff"),
        ("Staff leave: how many days?", "Staff"),
        ("How many Staff are there?", "staff"),
        ("Who is paid? Finance or legal?", "Finance"),
        ("WHO PAYS FINANCE CHARGES?", "Finance"),
        ("What does the human body need, and which resources?", "human resources"),
        ("Quand la paie est-elle versée ?", "paie"),
        ("Quand la paie est-elle versée ?", "Paie"),
        ("Paie de décembre : quand ?", "Paie"),
        ("L'équipe' de paie", "équipe"),
        ("Combien de personnes ? Direction comprise ?", "Direction"),
        ("", "paie"),
        ("Quand ?", "›"),
    ],
)
def test_a_common_word_does_not_name_one(question: str, name: str) -> None:
    assert not names_collection(question, name)
