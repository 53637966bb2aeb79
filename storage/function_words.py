"""Words that say nothing about what is asked, folded as `storage.folding` folds them.

They stay in the index and leave the query: MRR .757 to .763 on piaf, .924 to .933 on clapnq, .507
to .535 on northwind (BM25 alone, November 2026). What may also be asked about is not among them:
single letters ("plan B"), été, car, may, us, IT, will.
"""

_FRENCH = """
    a afin ai ainsi alors apres as au aucun aucune aujourdhui aussi autre autres aux avait avec
    avez avoir avons ce ceci cela celle celles celui ces cet cette ceux chaque chez combien
    comment dans de depuis des dois doit doivent donc dont du elle elles en entre est etaient
    etait etant etes etre eu eux existe fait faire faut il ils je la laquelle le lequel les
    lesquelles lesquels leur leurs lors lui ma mais me mes moi mon ne ni nos notre nous on ont
    ou par pas pendant peut peuvent peux pour pourquoi puis quand que quel quelle quelles quels
    qui quoi sa se sera seront ses si soit son sont sous suis sur ta te tes toi ton tous tout
    toute toutes tu un une vers voici voila vos votre vous y
"""
_ENGLISH = """
    a about am an and any are as at be been being but by can could did do does doing done for
    from had has have having he her here his how i if in into is its me might must my no nor not
    of off on or our out over shall she should so some such than that the their them then there
    these they this those to under up was we were what when where which who whom whose why with
    would you your
"""
FUNCTION_WORDS = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}


def content_words(words: list[str], *, language: str) -> list[str]:
    """The distinct `words` of a query in order, without function words; all where none is left."""
    distinct = list(dict.fromkeys(words))
    dropped = FUNCTION_WORDS.get(language, frozenset())
    return [word for word in distinct if word not in dropped] or distinct
