"""Text that speaks to a language model rather than to a reader, in French and English.

A pattern says who is spoken to or what is to be given up; what is asked for does not matter: most
injected questions read like any question. Of BIPIA's 75 instructions, halves by the CRC-32 of
their text, 19 of 29 are found in the half whose misses were looked at, 29 of 46 in the other; what
is missed are bare questions ("What is the capital of Brazil?"). Of the 1,853 pages of northwind,
sec10q and piaf none is taken for one (November 2026). A warning, never a wall.
"""

import re

_EN_REPLY = r"(?:answers?|responses?|repl(?:y|ies)|outputs?|messages?)"
_FR_REPLY = r"(?:réponses?|répliques?|sorties?|messages?)"
_EN_RULES = r"(?:instructions?|prompts?|rules?|guidelines|directions|directives|context|commands?)"
_FR_RULES = r"(?:instructions?|consignes?|directives?|règles?|contextes?|ordres|invites?|prompts?)"
_VERBS = (
    r"(?:add|include|append|integrate|insert|augment|modify|enhance|mention|print|output|write)"
)
# A pattern is tried only where one of its words stands in the text: 1.0 ms a page of northwind
# becomes 0.45 ms.
_PATTERNS = (
    # What was said before is to be given up.
    (
        "ignore disregard forget override bypass not_follow don't_follow",
        rf"\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow)\b"
        rf"[^.!?\n]{{0,40}}\b(?:previous|prior|above|earlier|preceding|all|any|your|these|system)\b[^.!?\n]{{0,30}}"
        rf"\b{_EN_RULES}\b",
    ),
    (
        "ignore oubli néglige contourne pas_compte plus_compte abstraction ne_suis ne_suivez",
        rf"\b(?:ignor(?:e|ez|er)|oubli(?:e|ez|er)|néglige[rz]?|contourne[rz]?"
        rf"|ne (?:tiens|tenez|tenir) (?:pas|plus) compte|fai(?:s|tes|re) abstraction"
        rf"|ne (?:suis|suivez) (?:pas|plus))\b[^.!?\n]{{0,40}}\b{_FR_RULES}\b",
    ),
    # A part to play.
    (
        "you_are_now you_are_from from_now_on",
        r"\byou are (?:now|from now on) (?:an?|the|in)\b|\bfrom now on,? you (?:are|will|must)\b",
    ),
    (
        "pretend act_as_if act_as_though roleplay role-play",
        r"\b(?:pretend|act as if|act as though|roleplay|role-play)\b[^.!?\n]{0,20}"
        r"\byou(?:'re| are)\b",
    ),
    (
        "es_désormais es_maintenant es_à_présent à_partir_de_maintenant",
        r"\b(?:tu es|vous êtes) (?:désormais|maintenant|à présent) (?:une?|l[ae]|en)\b"
        r"|\bà partir de maintenant,? (?:tu|vous)"
        r" (?:es|êtes|dois|devez|vas|allez|réponds|répondez)\b",
    ),
    (
        "fais_comme fais_semblant faites_comme faites_semblant",
        r"\bfai(?:s|tes) (?:comme si|semblant d'être)\b[^.!?\n]{0,20}\b(?:tu|vous)\b",
    ),
    # The reply is spoken of.
    (
        "answer response respond reply replies output message",
        rf"\b(?:in|to|into|of|from|for|with)\b (?:your|the) {_EN_REPLY}\b"
        rf"|\b{_VERBS}\b[^.!?\n]{{0,80}}\b(?:your|the) {_EN_REPLY}\b"
        rf"|\b(?:your|the) {_EN_REPLY}\b[^.!?\n]{{0,30}}\b(?:must|should) (?:always |only )?"
        r"(?:contain|include|say|begin|start|end)\b"
        rf"|\b(?:provide|render|convert|replace|substitute|scramble|compose|enhance|misspell)\b"
        rf"[^.!?\n]{{0,60}}\byour {_EN_REPLY}\b"
        r"|\b(?:always|only) (?:answer|respond|reply) (?:with|that|by)\b",
    ),
    (
        "réponse réplique sortie message réponds répondez",
        rf"\b(?:dans|à|de|en|par) (?:ta|votre|tes|vos) {_FR_REPLY}\b"
        rf"|\b(?:ta|votre) {_FR_REPLY}\b[^.!?\n]{{0,30}}\b(?:doit|devra)\b"
        r"|\brépond(?:s|ez) (?:toujours|uniquement|seulement|exclusivement)\b",
    ),
    # What only a model has.
    (
        "prompt m_message r_message n_message m_instruct r_instruct n_instruct",
        r"\b(?:system|developer|hidden) prompts?\b"
        r"|\b(?:your|the) (?:system|developer|hidden) (?:message|instructions?)\b",
    ),
    (
        "prompt message_ message_d invite_ instruction_ instructions_",
        r"\b(?:prompt|message|invite|instructions?) (?:du |de |d')?(?:système|développeur)\b",
    ),
    (
        "<| inst] <<",
        r"<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[/?INST\]|<</?SYS>>",
    ),
    (
        "system: system_: assistant: assistant_: système: système_: ###",
        r"(?m:^[ \t]*(?:system|assistant|système|###[ \t]*instruction)[ \t]*:)",
    ),
    (
        "as_a_la as_an_ai as_a_chat as_an_large as_an_lan as_an_chat as_a_ai",
        r"\bas an? (?:ai|large language model|language model|chatbot|ai assistant)\b",
    ),
    ("en_tant_qu", r"\ben tant qu'(?:ia|assistant|intelligence artificielle|modèle de langage)\b"),
    (
        "llm language_model ai_assistant assistants_ia assistant_ia de_langage",
        r"\b(?:attention|note|notice|message|à l'attention)[^.!?\n]{0,20}\b(?:to|for|aux?|des?)\b"
        r"[^.!?\n]{0,15}\b(?:llms?|language models?|ai assistants?|assistants? ia"
        r"|modèles? de langage)\b",
    ),
    (
        "t_tell t_inform t_mention t_reveal never_tell never_inform never_mention never_reveal",
        r"\b(?:do not|don't|never) (?:tell|inform|mention (?:this|it) to|reveal (?:this|it) to)\b"
        r"[^.!?\n]{0,12}\busers?\b",
    ),
    (
        "ne_dis ne_dites ne_révèle ne_mentionne",
        r"\bne (?:dis|dites|révèle|révélez|mentionne|mentionnez)\b[^.!?\n]{0,20}"
        r"\b(?:utilisateurs?|utilisatrices?)\b",
    ),
    # A way out.
    (
        "http",
        r"!\[[^\]\n]{0,80}\]\(https?://"
        r"|\b(?:send|post|upload|forward|exfiltrate|envoie|envoyez|transmets|transmettez)\b"
        r"[^.!?\n]{0,60}\bhttps?://\S+[?=]"
        r"|https?://\S+[?&]\w*=?\{\w+\}",
    ),
)
_TRIED = tuple(
    (tuple(word.replace("_", " ") for word in words.split()), re.compile(pattern, re.I))
    for words, pattern in _PATTERNS
)


def first_instruction(text: str) -> tuple[int, int] | None:
    """Where such words stand in the text, the first of them; None where there are none."""
    text = text.replace("’", "'")
    lowered = text.lower()
    spans = [
        found.span()
        for words, pattern in _TRIED
        if any(map(lowered.__contains__, words)) and (found := pattern.search(text))
    ]
    return min(spans, default=None)


def is_instruction(text: str) -> bool:
    """True where the text speaks to a language model."""
    return first_instruction(text) is not None
