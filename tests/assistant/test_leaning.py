"""Follow-ups in French and in English, in pairs: each leans, or stands alone, in both."""

import pytest

from assistant.leaning import leans

LEANING = [
    ("C'est pareil pour les cadres ?", "Is it the same for managers?"),
    ("Qui valide ce remboursement ?", "Who approves this refund?"),
    ("Est-ce remboursé pour les stagiaires ?", "Is it refunded for interns?"),
    ("Est-ce que c'est remboursé pour les stagiaires ?", "Is it refunded for interns too?"),
    ("Les stagiaires ont-ils droit à la même chose ?", "Are interns entitled to the same?"),
    ("Les règles sont-elles pareilles à Bristol ?", "Are the rules the same in Bristol?"),
    ("Les stagiaires ont-ils les mêmes droits ?", "Do interns have the same rights?"),
    ("C’est valable pour les stagiaires étrangers ?", "Is it valid for foreign interns?"),
    ("Ce n'est pas imposable en France ?", "Isn't it taxable in France?"),
    ("Cet accord vaut-il pour Bristol ?", "Does this agreement hold for Bristol?"),
    ("Ces jours expirent-ils en juin ?", "Do these days expire in June?"),
    ("Cette règle s'applique-t-elle à Bristol ?", "Does that rule apply to Bristol?"),
    ("Est-elle versée aux stagiaires ?", "Is it paid to interns?"),
    ("Quand sont-ils payés aux stagiaires ?", "When are they paid to interns?"),
    ("Est-ce obligatoire pour les cadres ?", "Is it mandatory for managers?"),
    ("Les stagiaires y ont-ils droit ?", "Are interns entitled to it?"),
    ("Pour les cadres ou les agents ?", "For managers or agents?"),
    ("Pour un départ à l'étranger ?", "For a move to another country?"),
    ("Comment en bénéficier si je suis cadre ?", "How do managers benefit from it?"),
    ("Les stagiaires peuvent-ils y participer ?", "Can interns take part in it?"),
    ("Qui doit en faire la demande écrite ?", "Who must ask for it in writing?"),
    (
        "Est-il possible d'en bénéficier à Bristol ?",
        "Is it possible to benefit from it in Bristol?",
    ),
    ("Est-ce qu'il reste valable en Angleterre ?", "Does it stay valid in England?"),
    ("Ce maintien de salaire est-il imposable ?", "Is this maintained salary taxable?"),
    ("Ces marchés publics sont-ils soumis à l'accord ?", "May this apply to public markets?"),
]
ALONE = [
    (
        "Est-ce que les stagiaires ont droit à des congés ?",
        "Are interns entitled to paid leave?",
    ),
    ("Les stagiaires ont-ils droit à des congés ?", "Do interns have a right to leave?"),
    ("La prime de vacances est-elle imposable ?", "Is the holiday bonus taxable?"),
    (
        "Quand la prime de vacances est-elle versée ?",
        "When is the holiday bonus paid to staff?",
    ),
    ("Que faire quand la prime n'arrive pas ?", "What do I do when the bonus is late?"),
    ("Qui est-ce qui valide les congés ?", "Who is the one approving leave?"),
    ("Qu'est-ce que le compte épargne temps ?", "What is the time savings account?"),
    ("C'est quoi la prime de vacances ?", "What is the holiday bonus?"),
    ("Qu'est-ce qui est remboursé à l'hôtel ?", "What is refunded at the hotel?"),
    ("Tout ce que rembourse la mutuelle santé ?", "Everything the health insurance refunds?"),
    ("Est-ce possible de télétravailler à l'étranger ?", "Is it possible to telework abroad?"),
    ("Quels jours sont fériés cette année ?", "Which days are holidays this year?"),
    ("Est-ce qu'il existe une prime de panier ?", "Is there a meal bonus for staff?"),
    ("Est-ce qu'il reste des places à la crèche ?", "Are there places left in the nursery?"),
    ("Que faire s'il manque un justificatif ?", "What do I do when a receipt is missing?"),
    ("Manque-t-il des places à la crèche ?", "Does the nursery lack places?"),
    ("Peut-il y avoir une prime de panier ?", "Can there be a meal bonus for staff?"),
    ("La cantine est-elle ouverte ce vendredi ?", "Is the canteen open this Friday?"),
    ("Les bureaux ferment-ils cet après-midi ?", "Do the offices close this afternoon?"),
    ("Quels jours sont fériés ce mai ?", "Which days are holidays this May?"),
    ("Comment en janvier demander des congés ?", "How do I ask for leave in January?"),
    ("Les jours fériés de ce mois ?", "What are the public holidays this month?"),
    ("Avec quoi payer l'hôtel à Londres ?", "With what do I pay the hotel in London?"),
    (
        "Dans lequel de nos bureaux se trouve la crèche ?",
        "In which of our offices is the nursery?",
    ),
    ("On rembourse l'hôtel à Londres ?", "A hotel in London is refunded?"),
    ("Quels droits pour un couple de même sexe ?", "Which rights for a same sex couple?"),
    ("Où déposer une note de frais ?", "Where do I hand in an expense claim?"),
    (
        "Pour une avance, où déposer la demande ?",
        "For an advance, where do I hand in the request?",
    ),
]


@pytest.mark.parametrize(("french", "english"), LEANING)
def test_what_refers_back_leans_in_both_languages(french: str, english: str) -> None:
    assert (leans(french, "fr"), leans(english, "en")) == (True, True)


@pytest.mark.parametrize(("french", "english"), ALONE)
def test_what_stands_alone_does_so_in_both_languages(french: str, english: str) -> None:
    assert (leans(french, "fr"), leans(english, "en")) == (False, False)


def test_a_long_question_takes_no_long_time() -> None:
    for part in ("est-il possible ", "les ", "quel a-t-il ", "c'", "ce "):
        leans(part * (2_000 // len(part)), "fr")
