"""Texts to try: any character at all, and texts that look like the real thing."""

from __future__ import annotations

import unicodedata

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Lone surrogates (Cs) and NUL are wanted here: a browser can send them.
any_text = st.text(max_size=80) | st.text(
    alphabet=st.characters(categories=("Cs", "Cc", "Cf", "Lu", "Ll", "Mn", "Nd", "Zs")), max_size=40
)
# Repeated pieces with a last character that fits nothing: what makes a careless pattern hang.
long_text = st.builds(
    lambda piece, end: (piece * 10_000)[:10_000] + end,
    st.sampled_from([*"a0 ,.@;-é\u0301'’+()<", "a ", "a.", "de ", "a@b ", "a@b.nl,", "J.", ". "]),
    st.sampled_from(["", "!", "1", ",", "x"]),
)
hostile_text = any_text | long_text

# A busy machine is no reason for a test to fail.
relaxed = settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)
