"""What is said of a value that can't be read, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


class UnitError(ValueError):
    """A written value can't be read: what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.message = message
        self.hint = hint


SHOWN_KEYS = 3


def shown(written: object) -> str:
    """Return a value as its author would recognise it."""
    if written is None:
        return "an empty value"
    if isinstance(written, bool):
        return str(written).lower()
    if isinstance(written, Mapping):
        keys = ", ".join(f"{key}: ..." for key in list(written)[:SHOWN_KEYS])
        return f"{{{keys}}}"
    return "a list" if isinstance(written, (list, tuple)) else repr(written)


def written_like(title: str, examples: Sequence[str]) -> str:
    """Return how something is written, as the way out of a message.

    Examples
    --------
    >>> written_like("an area", ["250 ft2", "23 m2"])
    "an area is written like '250 ft2' or '23 m2'"
    """
    *first, last = (f"'{example}'" for example in examples)
    joined = f"{', '.join(first)} or {last}" if first else last
    return f"{title} is written like {joined}"


SIMILAR = 0.7  # share of letters in common, as difflib counts; 'in' and 'fins' have 0.67
LEAST_PART = 3  # letters of a word that another one contains


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the most similar of ``words``, or one that contains it; None if none is similar.

    Examples
    --------
    >>> nearest("perimeter", ["exposed_perimeter", "edge_depth"])
    'exposed_perimeter'
    """
    from difflib import get_close_matches

    folded = {w.lower(): w for w in reversed(list(words))}
    sought = word.lower()
    found = get_close_matches(sought, folded, n=1, cutoff=SIMILAR)
    if not found and len(sought) >= LEAST_PART:
        found = sorted((w for w in folded if sought in w), key=len)
    return folded[found[0]] if found else None
