"""The infixes (voorvoegsels) that the Dutch base registry knows: its table 36, in lower case."""

from __future__ import annotations

# With "'t", "d'", "l'" and "s'" written as such; the forms without an apostrophe are there too.
_TABLE_36 = """
's; 't; a; aan; aan 't; aan de; aan den; aan der; aan het; aan t; af; al; am; am de; an der; auf;
auf dem; auf den; auf der; auf ter; aus; aus 'm; aus dem; aus den; aus der; aus m; ben; bij; bij 't;
bij de; bij den; bij het; bij t; bin; boven d; boven d'; d; d'; da; dal; dal'; dalla; das; de; de die;
de die le; de l; de l'; de la; de las; de le; de van der; deca; degli; dei; del; della; den; der; des;
di; die le; do; don; dos; du; el; het; i; im; in; in 't; in de; in den; in der; in het; in t; l; l';
la; las; le; les; lo; los; of; onder; onder 't; onder de; onder den; onder het; onder t; op; op 't;
op de; op den; op der; op gen; op het; op t; op ten; over; over 't; over de; over den; over het;
over t; s; s'; t; te; ten; ter; thoe; tho; thor; to; toe; tot; uijt; uijt 't; uijt de; uijt den;
uijt te de; uijt ten; uit; uit 't; uit de; uit den; uit het; uit t; uit te de; uit ten; unter; van;
van 't; van de; van de l; van de l'; van den; van der; van gen; van het; van la; van t; van ter;
van van de; ver; vom; von; von 't; von dem; von den; von der; von t; voor; voor 't; voor de;
voor den; voor in 't; voor in t; vor; vor der; zu; zum; zur
"""

INFIXES = frozenset(" ".join(entry.split()) for entry in _TABLE_36.split(";"))
LONGEST_INFIX = max(len(entry.split()) for entry in INFIXES)
INFIX_WORDS = frozenset(word for entry in INFIXES for word in entry.split())

# These are given names, initials or whole words as often: an infix only when typed in lower case
# before a name with a capital.
_AMBIGUOUS = """
a ben d do don i l lo of s t to ver over voor onder af am im
"""
AMBIGUOUS = frozenset(_AMBIGUOUS.split())

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))


def infix_key(text: str) -> str:
    """Return `text` as the table writes it: lower case, plain apostrophes."""
    return text.translate(_APOSTROPHES).lower()


def leading_infix(words: list[str]) -> int:
    """Return how many of `words` in front are an infix, always leaving at least one for the name."""
    if infix_key(" ".join(words)) in INFIXES:
        return 0
    for count in range(min(LONGEST_INFIX, len(words) - 1), 0, -1):
        typed = " ".join(words[:count])
        key = infix_key(typed)
        doubtful = key in AMBIGUOUS and (typed != typed.lower() or "".join(words).islower())
        if key in INFIXES and not doubtful:
            return count
    return 0
