"""Reads survey definitions, and proves that every path ends before anyone is asked anything.

``parse_survey`` turns what a TOML file says into frozen values and proves that

* every ``goto`` names a question or END, no path goes round in a circle, no question is out of reach;
* every text is there in every configured language, and every placeholder in it can be filled;
* every branch value lies on the scale or among the options;
* names are short enough for the smallest button callback of any platform (Telegram: 64 bytes).

It reports all problems at once, each with its key and its remedy.
"""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches

from bot.core.errors import OperatorError
from bot.core.survey import (
    END,
    MAX_OPTIONS,
    SCALES,
    Audience,
    Branch,
    Option,
    Question,
    QuestionKind,
    Survey,
    edges_of,
)

MAX_QUESTIONS = 20
MAX_LABEL_CHARACTERS = 40
MAX_TEXT_CHARACTERS = 1000
PLACEHOLDERS = frozenset({"name", "product", "business"})
RESERVED_OPTION_NAMES = frozenset({"skip", "later", "stop", "done"})
"""Values that a button may carry on any question, so no option may be called that."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
_SURVEY_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SURVEY_KEYS = ("name", "audience", "title", "headline", "question")
_QUESTION_KEYS = ("name", "kind", "text", "options", "branch", "goto", "low_text", "attribute")
_OPTION_KEYS = ("name", "label")
_BRANCH_KEYS = ("values", "below", "from", "to", "goto")
_OPTION_KINDS = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})


@dataclass(frozen=True, slots=True)
class SurveyProblem:
    key: str  # such as "question.how.goto", or "question.2.name" where the second question's name is no name
    message: str  # what is wrong and how to put it right


class SurveyError(OperatorError, ValueError):
    """A survey definition cannot be used. ``problems`` holds every reason."""

    def __init__(self, problems: Sequence[SurveyProblem]) -> None:
        self.problems: tuple[SurveyProblem, ...] = tuple(problems)
        super().__init__("; ".join(f"{problem.key}: {problem.message}" for problem in self.problems))


def parse_survey(raw: Mapping[str, object], languages: Sequence[str]) -> Survey:
    """Prove a definition as ``tomllib`` gives it, for the configured ``languages`` (the first: the default).

    Raises SurveyError with all problems at once. Circles and unreachable questions are looked for only when
    every name and ``goto`` is right, since one wrong name would make many of them.
    """
    return _Parser(languages).survey(raw)


@dataclass(frozen=True, slots=True)
class _Target:
    """A ``goto`` as written, with the key to blame."""

    key: str
    source: str
    goto: str


class _Parser:
    """Reads one definition, noting problems instead of stopping at the first."""

    def __init__(self, languages: Sequence[str]) -> None:
        if not languages:
            raise ValueError("parse_survey needs at least one language")
        self._languages = tuple(languages)
        self._problems: list[SurveyProblem] = []
        self._targets: list[_Target] = []

    def survey(self, raw: Mapping[str, object]) -> Survey:
        self._known_keys("", raw, _SURVEY_KEYS)
        name = self._survey_name(raw.get("name"))
        audience = self._audience(raw.get("audience", Audience.BUYER))
        title = self._text("title", raw.get("title", {language: name for language in self._languages}))
        questions = self._questions(raw.get("question"))
        headline = self._headline(raw.get("headline"), questions)
        self._prove_flow(questions)
        if self._problems:
            raise SurveyError(self._problems)
        content = asdict(Survey(name, "", audience, headline, questions, title))
        del content["_places"]  # it follows from the questions
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        version = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return Survey(name, version, audience, headline, questions, title)

    def _problem(self, key: str, message: str) -> None:
        self._problems.append(SurveyProblem(key, message))

    def _known_keys(self, prefix: str, raw: Mapping[str, object], known: Sequence[str]) -> None:
        for key in raw:
            if key not in known:
                self._problem(prefix + key, f"unknown key; {_suggestion(key, known)}")

    def _survey_name(self, raw: object) -> str:
        if isinstance(raw, str) and _SURVEY_NAME.fullmatch(raw):
            return raw
        self._problem("name", 'give the survey a name of a-z, 0-9, "-" and "_", at most 40, a letter first')
        return ""

    def _audience(self, raw: object) -> Audience:
        if isinstance(raw, str) and raw in list(Audience):
            return Audience(raw)
        self._problem("audience", f"{raw!r} is no audience; {_suggestion(raw, list(Audience))}")
        return Audience.BUYER

    def _questions(self, raw: object) -> tuple[Question, ...]:
        tables = self._tables("question", raw)
        if not tables:
            self._problem("question", "a survey needs at least one [[question]]")
        if len(tables) > MAX_QUESTIONS:
            self._problem("question", f"{len(tables)} questions are too many; keep at most {MAX_QUESTIONS}")
        names = [table.get("name") for table in tables]
        questions: list[Question] = []
        for index, table in enumerate(tables):
            after = names[index + 1] if index + 1 < len(names) else END
            question = self._question(index + 1, table, after)
            if question.name and question.name in {earlier.name for earlier in questions}:
                self._problem(f"question.{question.name}.name", "two questions have this name; rename one")
            questions.append(question)
        return tuple(questions)

    def _question(self, place: int, raw: Mapping[str, object], after: object) -> Question:
        name = self._name(f"question.{place}.name", raw.get("name"), reserved={END})
        prefix = f"question.{name or place}."
        self._known_keys(prefix, raw, _QUESTION_KEYS)
        kind = self._kind(prefix + "kind", raw.get("kind"))
        text = self._text(prefix + "text", raw.get("text"))
        options = self._options(prefix + "options", raw.get("options", []), kind)
        branches = self._branches(prefix, name, raw.get("branch", []), kind, options)
        if "goto" in raw:
            goto = self._goto(prefix + "goto", name, raw["goto"])
        else:
            # A bad name of the next question is already a problem of that question.
            goto = after if isinstance(after, str) else END
        low_text = self._text(prefix + "low_text", raw["low_text"]) if "low_text" in raw else None
        attribute = self._name(prefix + "attribute", raw["attribute"]) if "attribute" in raw else None
        return Question(name, kind or QuestionKind.TEXT, text, options, branches, goto, low_text, attribute)

    def _name(self, key: str, raw: object, reserved: Iterable[str] = ()) -> str:
        if not isinstance(raw, str) or not _NAME.fullmatch(raw):
            self._problem(key, 'give a name of a-z, 0-9 and "_", at most 20 characters, a letter first')
            return ""
        if raw in reserved:
            self._problem(key, f"{raw!r} has a meaning of its own; choose another name")
        return raw

    def _kind(self, key: str, raw: object) -> QuestionKind | None:
        if isinstance(raw, str) and raw in list(QuestionKind):
            return QuestionKind(raw)
        self._problem(key, f"{raw!r} is no kind of question; {_suggestion(raw, list(QuestionKind))}")
        return None

    def _text(self, key: str, raw: object, longest: int = MAX_TEXT_CHARACTERS) -> dict[str, str]:
        """Words by language. A plain string stands for the first configured language."""
        table = {self._languages[0]: raw} if isinstance(raw, str) else raw
        if not isinstance(table, Mapping):
            self._problem(key, f'write the words, such as {{{self._languages[0]} = "…"}}')
            return {}
        words: dict[str, str] = {}
        for language, said in table.items():
            if not _LANGUAGE.fullmatch(language):
                self._problem(f"{key}.{language}", 'use a language code such as "en" or "pt-BR" as the key')
            elif not isinstance(said, str) or not said.strip():
                self._problem(f"{key}.{language}", "write the words; they are missing")
            else:
                words[language] = said
                self._words(f"{key}.{language}", said, longest)
        missing = [language for language in self._languages if language not in table]
        if missing:
            self._problem(key, f'missing translation for {", ".join(missing)}; write {{{missing[0]} = "…"}}')
        return words

    def _words(self, key: str, said: str, longest: int) -> None:
        if len(said) > longest:
            self._problem(key, f"{len(said)} characters are too many; shorten to {longest}")
        try:
            named = [name for _, name, _, _ in string.Formatter().parse(said) if name is not None]
        except ValueError:
            self._problem(key, 'a brace is not closed; write "{{" or "}}" for a brace that is meant')
            return
        for name in named:
            if name not in PLACEHOLDERS:
                self._problem(
                    key, f"unknown placeholder {{{name}}}; {_suggestion(name, sorted(PLACEHOLDERS))}"
                )

    def _options(self, key: str, raw: object, kind: QuestionKind | None) -> tuple[Option, ...]:
        options = tuple(self._option(key, place, one) for place, one in enumerate(self._tables(key, raw), 1))
        if kind in _OPTION_KINDS and not 2 <= len(options) <= MAX_OPTIONS:
            self._problem(
                key, f"a {kind} question needs 2 to {MAX_OPTIONS} options; this one has {len(options)}"
            )
        if kind is not None and kind not in _OPTION_KINDS and options:
            self._problem(key, f"a {kind} question has no options; remove them or make it a choice")
        for name in _repeated(option.name for option in options if option.name):
            self._problem(key, f"two options are named {name!r}; rename one")
        for language in self._languages:
            for label in _repeated(option.label.get(language, "").casefold() for option in options):
                if label:
                    self._problem(key, f"two options read {label!r} in {language}; reword one")
        return options

    def _option(self, key: str, place: int, raw: Mapping[str, object]) -> Option:
        name = self._name(f"{key}.{place}.name", raw.get("name"), RESERVED_OPTION_NAMES)
        prefix = f"{key}.{name or place}."
        self._known_keys(prefix, raw, _OPTION_KEYS)
        return Option(name, self._text(prefix + "label", raw.get("label"), MAX_LABEL_CHARACTERS))

    def _branches(
        self, prefix: str, name: str, raw: object, kind: QuestionKind | None, options: Sequence[Option]
    ) -> tuple[Branch, ...]:
        tables = self._tables(prefix + "branch", raw)
        if tables and kind is QuestionKind.TEXT:
            self._problem(prefix + "branch", "free words cannot be branched on; use goto alone")
            return ()
        branches: list[Branch] = []
        for place, table in enumerate(tables, 1):
            key = f"{prefix}branch.{place}"
            self._known_keys(key + ".", table, _BRANCH_KEYS)
            values = self._branch_values(key, table, kind, options)
            taken = {value for branch in branches for value in branch.values}
            for value in values:
                if value in taken:
                    self._problem(
                        f"{key}.values", f"{value!r} is already in an earlier branch; keep it in one"
                    )
            branches.append(Branch(values, self._goto(f"{key}.goto", name, table.get("goto"))))
        return tuple(branches)

    def _branch_values(
        self, key: str, raw: Mapping[str, object], kind: QuestionKind | None, options: Sequence[Option]
    ) -> tuple[int | str, ...]:
        forms = [
            form for form in (("values",), ("below",), ("from", "to")) if any(part in raw for part in form)
        ]
        if len(forms) != 1:
            self._problem(
                key, "say when it applies in exactly one way: values = […], below = …, or from = …, to = …"
            )
            return ()
        if kind is None:
            return ()
        if "values" in raw:
            return self._listed_values(f"{key}.values", raw["values"], kind, options)
        if kind not in SCALES:
            self._problem(key, f"a {kind} question has no scale; list its options in values = […]")
            return ()
        low, high = SCALES[kind]
        if "below" in raw:
            bound = self._rating(f"{key}.below", raw["below"], (low + 1, high))
            return tuple(range(low, bound)) if bound is not None else ()
        start = self._rating(f"{key}.from", raw.get("from", low), (low, high))
        stop = self._rating(f"{key}.to", raw.get("to", high), (low, high))
        if start is None or stop is None:
            return ()
        if start > stop:
            self._problem(key, f"from {start} to {stop} holds no value; swap the two")
        return tuple(range(start, stop + 1))

    def _listed_values(
        self, key: str, raw: object, kind: QuestionKind, options: Sequence[Option]
    ) -> tuple[int | str, ...]:
        if not isinstance(raw, list) or not raw:
            self._problem(key, "list at least one value, such as [1, 2]")
            return ()
        values: list[int | str] = []
        for one in raw:
            if kind in SCALES:
                rating = self._rating(key, one, SCALES[kind])
                values += [] if rating is None else [rating]
            elif isinstance(one, str) and one in {option.name for option in options}:
                values.append(one)
            else:
                names = [option.name for option in options]
                self._problem(key, f"{one!r} is not an option of this question; {_suggestion(one, names)}")
        return tuple(values)

    def _rating(self, key: str, raw: object, scale: tuple[int, int]) -> int | None:
        if isinstance(raw, int) and not isinstance(raw, bool) and scale[0] <= raw <= scale[1]:
            return raw
        self._problem(key, f"{raw!r} is off the scale; use a whole number from {scale[0]} to {scale[1]}")
        return None

    def _goto(self, key: str, source: str, raw: object) -> str:
        if not isinstance(raw, str):
            self._problem(key, f'name the question that follows, or "{END}"')
            return END
        self._targets.append(_Target(key, source, raw))
        return raw

    def _tables(self, key: str, raw: object) -> list[Mapping[str, object]]:
        if raw is None:
            return []
        if isinstance(raw, list) and all(isinstance(one, Mapping) for one in raw):
            return raw
        self._problem(key, "this must be a list of tables")
        return []

    def _headline(self, raw: object, questions: Sequence[Question]) -> str:
        ratings = [question.name for question in questions if question.is_rating]
        if raw is None and ratings:
            headline = ratings[0]
        elif raw is None:
            if not any(one.key.endswith(".kind") for one in self._problems):  # that one may be the rating
                self._problem("headline", "no question is a rating; add one, so that the survey has a result")
            return ""
        elif raw in ratings:
            headline = str(raw)
        else:
            self._problem("headline", f"{raw!r} is not a rating question here; {_suggestion(raw, ratings)}")
            return ""
        if any(question.name == headline and question.low_text is not None for question in questions):
            self._problem(
                f"question.{headline}.low_text",
                "low_text is shown after a low headline rating; move it to a later question",
            )
        return headline

    def _prove_flow(self, questions: Sequence[Question]) -> None:
        names = [question.name for question in questions]
        unknown = [target for target in self._targets if target.goto not in names and target.goto != END]
        for target in unknown:
            message = f"there is no question {target.goto!r}; {_suggestion(target.goto, [*names, END])}"
            self._problem(target.key, message)
        if unknown or not names or "" in names or len(set(names)) < len(names):
            return
        edges = edges_of(questions)
        for target in self._targets:
            # Every circle has at least one step that does not lead forward in the written order.
            backward = target.goto != END and names.index(target.goto) <= names.index(target.source)
            if backward and target.source in reachable(target.goto, edges):
                self._problem(
                    target.key, f'this leads round in a circle by {target.goto!r}; go forward, or to "{END}"'
                )
        for name in names:
            if name not in reachable(names[0], edges):
                self._problem(
                    f"question.{name}", "no path leads to this question; give it a goto, or remove it"
                )


def _suggestion(said: object, known: Sequence[str]) -> str:
    close = get_close_matches(str(said), known, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known: {', '.join(known) or 'none'}"


def _repeated(names: Iterable[str]) -> Iterator[str]:
    """Each name that was seen before, once."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        if seen[name] == 2:
            yield name


def reachable(start: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
    """Everything a walk from ``start`` can meet, itself included."""
    met: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in met:
            met.add(name)
            ahead.extend(edges.get(name, ()))
    return met
