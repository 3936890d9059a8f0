"""Words of messages: a value as written, what would be right, the most similar word, counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


class UnitError(ValueError):
    """A written value can't be read: what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.message = message
        self.hint = hint


SHOWN_KEYS = 3
MOST_SHOWN = 80  # characters of a value in a message
LONGEST_WORD = 60  # that is looked for among others


def shown(written: object) -> str:
    """Return a value as its author would recognise it."""
    if written is None:
        return "an empty value"
    if isinstance(written, bool):
        return str(written).lower()
    if isinstance(written, Mapping):
        keys = ", ".join(f"{key}: ..." for key in list(written)[:SHOWN_KEYS])
        return f"{{{keys}}}"
    if isinstance(written, (list, tuple)):
        return "a list"
    return repr(shortened(written)) if isinstance(written, str) else shortened(repr(written))


def shortened(text: str, most: int = MOST_SHOWN) -> str:
    """Return a text that is not longer than a reader wants: its beginning and its end.

    Examples
    --------
    >>> shortened("abcdefghij", 8)
    'abc … ij'
    """
    if len(text) <= most:
        return text
    end = (most - 3) // 3 + 1
    return f"{text[: most - 3 - end]} … {text[-end:]}"


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


def kilowatts_or_btus(number: str) -> str:
    """Return the hint for a size such as ``2k`` where sizes are in kilowatts."""
    return f"write '{number} kW' or '{number} kBtu/h'"


SIMILAR = 0.7  # fraction of letters in common, as difflib counts; 'in' and 'fins' have 0.67
SIMILAR_TYPED = 0.6  # of words typed on a command line: 'tyr' and 'try' have 0.67
MIN_PART = 3  # letters of a word that another one contains


def nearest(word: str, words: Iterable[str], cutoff: float = SIMILAR) -> str | None:
    """Return the most similar of ``words``, or one that contains it; None if none is similar.

    Examples
    --------
    >>> nearest("perimeter", ["exposed_perimeter", "edge_depth"])
    'exposed_perimeter'
    """
    from difflib import get_close_matches

    if len(word) > LONGEST_WORD:
        return None
    folded = {w.lower(): w for w in reversed(list(words))}
    sought = word.lower()
    found = get_close_matches(sought, folded, n=1, cutoff=cutoff)
    if not found and len(sought) >= MIN_PART:
        found = sorted((w for w in folded if sought in w), key=len)
    return folded[found[0]] if found else None


def did_you_mean(
    word: object, known: Iterable[str], otherwise: str = "", cutoff: float = SIMILAR
) -> str:
    """Return the hint that names the most similar word, or another one if none is similar.

    Parameters
    ----------
    word
        The unknown word.
    known
        The words that are allowed.
    otherwise
        The hint where none is similar.
    cutoff
        Fraction of letters in common that makes two words similar.

    Examples
    --------
    >>> did_you_mean("gird", ["grid", "zip"]), did_you_mean("x", ["grid"], "one of grid")
    ("did you mean 'grid'?", 'one of grid')
    """
    near = nearest(str(word), known, cutoff)
    return f"did you mean '{near}'?" if near else otherwise


def count_of(count: int, noun: str) -> str:
    """Return a count with its noun: ``1 problem``, ``2 problems``.

    Examples
    --------
    >>> count_of(1, "run"), count_of(12000, "run")
    ('1 run', '12,000 runs')
    """
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"
