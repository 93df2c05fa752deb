"""What a file's comments come to, for the operator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.analysis.judging import Opinion
from bot.core.sentiment import Label
from bot.core.verdict import Verdict

_SHOWN = 5
_ORDER = (Label.UNHAPPY, Label.NEUTRAL, Label.HAPPY, Label.UNKNOWN)


class Sums:
    """Adds up opinions; takes no more room for more of them."""

    def __init__(self) -> None:
        self.problems: list[tuple[int, str]] = []  # the first few, with their lines
        self.bad = 0
        self._unread = 0
        self._labels: Counter[Label] = Counter()
        self._verdicts: Counter[Verdict] = Counter()
        self._contradictions = 0
        self._unhappy = 0
        self._themes: Counter[str] = Counter()

    def skip(self, line: int, problem: str) -> None:
        """A row that could not be read at all."""
        self._unread += 1
        self._note(line, problem)

    def add(self, opinion: Opinion) -> None:
        """One more."""
        comment, label = opinion.comment, opinion.sentiment.label
        if comment.problem is not None:
            self._note(comment.line, comment.problem)
        self._labels[label] += 1
        if opinion.verdict is not None:
            self._verdicts[opinion.verdict] += 1
            self._contradictions += opinion.contradiction
            is_unhappy = opinion.verdict is Verdict.UNHAPPY
        else:
            is_unhappy = label is Label.UNHAPPY
        if is_unhappy:
            self._unhappy += 1
            self._themes.update(opinion.themes)

    def told(self, took_s: float) -> Iterator[str]:
        """In lines for a terminal."""
        comments = self._labels.total()
        rate = f" in {took_s:.1f} s, {comments / took_s:,.0f} a second" if took_s > 0 else ""
        labels = (
            f"{self._labels[label]:,} {label}{_share(self._labels[label], comments)}" for label in _ORDER
        )
        yield f"{comments:,} {'comment' if comments == 1 else 'comments'}{rate}: {', '.join(labels)}."
        if self._verdicts:
            told = ", ".join(
                f"{self._verdicts[one]:,} {one}" for one in reversed(Verdict) if self._verdicts[one]
            )
            contradict = f"; in {self._contradictions:,} words and rating contradict each other"
            yield f"With their ratings: {told}{contradict if self._contradictions else ''}."
        if self._themes:
            top = ", ".join(f"{theme} ({n:,})" for theme, n in _top(self._themes))
            yield f"What the {self._unhappy:,} unhappy mention most: {top}."
        for line, problem in self.problems:
            yield f"line {line}: {problem}"
        if self.bad > len(self.problems):
            yield f"and {self.bad - len(self.problems):,} more that cannot be read"
        if self._unread:
            rows, are = ("row", "is") if self._unread == 1 else ("rows", "are")
            yield f"{self._unread:,} {rows} could not be read and {are} not in the result."

    def _note(self, line: int, problem: str) -> None:
        self.bad += 1
        if len(self.problems) < _SHOWN:
            self.problems.append((line, problem))


def _share(n: int, of: int) -> str:
    return f" ({n / of:.0%})".replace("%", " %") if n else ""


def _top(themes: Counter[str]) -> list[tuple[str, int]]:
    return sorted(themes.items(), key=lambda one: (-one[1], one[0]))[:_SHOWN]
