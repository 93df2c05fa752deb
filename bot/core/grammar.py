"""The grammar of typed answers: control words, requests, ratings and picked options.

Everything that differs by language comes from a ``Lexicon``; what is here is the same for all. A number
counts as a rating only where it can hardly mean anything else:

* it stands alone ("8", "eight!", "8️⃣"), or first and set off ("4, the courier was rude", "4 because …");
* it carries its scale ("8/10", "3 stars"), and the scale is the question's own: nothing is ever converted;
* it is in a rating phrase ("I'd give it a 7").

"I waited 3 days" is a comment, "10 if you were faster" too, and two different ratings are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from bot.core.lexicon import Lexicon
from bot.core.lexicons import lexicons_of
from bot.core.readings import Asked, Chosen, Later, OptedOut, Rated, Skipped, Unclear, WantsPerson
from bot.core.spoken import (
    EDGES,
    SENTENCE_END,
    THUMB,
    Typed,
    any_of,
    bare_words,
    comment_in,
    fold,
    says_something,
)
from bot.core.survey import MAX_OPTIONS, SCALES, Question, QuestionKind

_KEYCAP = "[0-9]\ufe0f?\u20e3"
_STAR = "[★⭐🌟]"
_STARS = frozenset("★⭐🌟")
_FACES: Mapping[str, int] = {
    face: value
    for value, faces in ((5, "😍🤩🥰😻"), (4, "🙂😊☺"), (3, "😐"), (2, "🙁😕☹"), (1, "😡😠🤬"))
    for face in faces
}
"""What a face says on five steps; faces of which it is disputed are none (😀, 😑, 😞)."""
_LAUGHTER = (
    r"a?(?:ha){2,}h?|(?:he){2,}|(?:hi){2,}|l+o+l+|lmf?ao|rofl|x+d+|mdr+|ptdr|(?:j[ae]){2,}j?|k{3,}|(?:rs)+|"
    r"(?:ах)+а?|а?(?:ха){2,}х?|(?:хе){2,}|лол|ه{3,}"
)
_UNRATED_SYMBOLS = "°%€$£¥+=&@#/\\^'\"~<>"
_PART_END = re.compile(r"[.,;!?\n…،؛؟-]+")
_MOST_PARTS = 4  # of a short message
_PLUS = frozenset({"+", "++"})  # "5+": nobody means another rating
_LEAST_LONG = 6  # letters of a word in which a slip leaves no doubt
_NEVER_LONG = 50  # characters that any pattern is done with at once
_MOST_REPEATED = 6  # words that stood in the message before
_LONGEST_LATER = 60  # characters of a message that says it in two ways
_MOST_WORDS = 7  # of a message that says twice that it is no time
_CHOICES = re.compile(r"\(\?:([^()\[\]]+)\)")  # with nothing nested in them
_WORD = re.compile(r"[\w']+")
_LONG_RUN = re.compile(r"(\w)\1+$")  # "soooo", and what is held too long at a word's end
_SKIP_MARKS = frozenset({"-", "--", "---", ".", "/", "x", "0/"})


class _Mention(NamedTuple):
    """A possible rating in a text, at ``start`` to ``end``."""

    start: int
    end: int
    number: int | None  # None: not a whole number
    scale: int | None  # what it was said to be out of
    is_stars: bool


def _bare(phrases: Iterable[str]) -> set[str]:
    return {bare for phrase in phrases if (bare := bare_words(phrase))}


def _plain(label: str) -> str:
    """As a label is looked up: folded, and apostrophes are as often left out."""
    return fold(label).replace("'", "")


def _is_chanted(words: str) -> bool:
    """Whether one word comes again and again. No wish sounds so, and the patterns would take seconds."""
    if len(words) <= _NEVER_LONG:
        return False
    each = words.split()
    return len(each) - len(set(each)) > _MOST_REPEATED


def _whole(patterns: Sequence[str]) -> re.Pattern[str]:
    """Any of the patterns; what is folded alike ("sí", "si") is tried but once."""
    folded = "|".join(f"(?:{fold(pattern)})" for pattern in patterns)
    return re.compile(
        _CHOICES.sub(lambda found: f"(?:{'|'.join(dict.fromkeys(found[1].split('|')))})", folded)
    )


def _either(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(fold(pattern) for pattern in patterns))


@cache
def grammars_of(language: str) -> tuple[Grammar, ...]:
    """The grammars to read with, one after the other: of the language, and of English.

    What makes a number no rating in the language makes it none in English either.
    """
    own, *others = lexicons_of(language)
    return (Grammar(own), *(Grammar(other, warned_by=own) for other in others))


class Grammar:
    """A lexicon made ready to match with; ``warned_by``: another one, of what makes a number no rating."""

    _LONGEST_REQUEST = 160  # bare characters; a longer message is a comment, whatever it opens with

    def __init__(self, lexicon: Lexicon, warned_by: Lexicon | None = None) -> None:
        self._lexicon = lexicon
        self._warned_by = warned_by or lexicon
        self._skip = _bare(lexicon.skip)
        self._later = _bare(lexicon.later)
        self._later_ends = {
            word for phrase in self._later for word in (phrase.split()[0], phrase.split()[-1])
        }
        self._opt_out = _bare(lexicon.opt_out)
        self._skip_patterns = _whole(lexicon.skip_patterns)
        self._later_patterns = _whole(lexicon.later_patterns)
        self._later_first = re.compile(rf"(?:{self._later_patterns.pattern})(?= )")
        self._opt_out_patterns = _whole(lexicon.opt_out_patterns)
        self._person_patterns = _whole(lexicon.person_patterns)
        self._question_patterns = _whole(lexicon.question_patterns)
        self._pleasantries = _bare((*lexicon.pleasantries, *lexicon.courtesies))
        courtesies = any_of(lexicon.courtesies)
        self._courtesy_first = re.compile(rf"{courtesies}\s+(?=\S)")
        self._courtesy_last = re.compile(rf"(?<=\S)\s+{courtesies}$")
        self._bare_labels = {
            kind: {bare: value for label, value in labels.items() if (bare := bare_words(label))}
            for kind, labels in lexicon.labels.items()
        }
        self._label_values = {
            kind: {_plain(label): value for label, value in labels.items()}
            for kind, labels in lexicon.labels.items()
        }
        self._long_words: dict[QuestionKind, frozenset[str]] = {
            kind: frozenset(w for label in labels for w in label.split() if len(w) >= _LEAST_LONG)
            for kind, labels in self._bare_labels.items()
            if kind is not QuestionKind.THUMBS
        }
        self._answers = ((0, _whole(lexicon.no_patterns)), (1, _whole(lexicon.yes_patterns)))
        self._numbers = {fold(word): value for word, value in lexicon.numbers.items()}
        self._glue = {fold(w) for w in (*lexicon.number_glue, *lexicon.stars, *lexicon.points)}
        self._counted = {fold(word) for word in (*lexicon.counted, *self._warned_by.counted)}
        self._after_rating_bare = _bare(lexicon.after_rating)
        self._shortened = {fold(short): fold(full) for short, full in lexicon.shortened.items()}
        self._short_words = frozenset(self._shortened)
        self._compile_ratings()

    def _compile_ratings(self) -> None:
        lexicon, warned_by = self._lexicon, self._warned_by
        digits = rf"(?:{_KEYCAP})+|🔟\ufe0f?|\d+(?:[.,:]\d+)*"
        number = rf"(?<!\w)(?:{digits}|(?:{'|'.join(self._numbers)})(?=\W|$))"
        stars = rf"{any_of(lexicon.stars)}\b|\*(?!\w)|(?:{_STAR}\ufe0f?)+"
        points = rf"{any_of(lexicon.points)}\b"
        slash = rf"\s*(?:(?P<slash>/)|\b{any_of(lexicon.out_of)}\b)\s*(?P<scale>{number})(?!\w|/)"
        out_of = rf"{slash}(?:\s*(?:{any_of(lexicon.stars)}\b|{points}))?"
        unit = rf"(?:{out_of}|[ -]?(?P<stars>{stars})|\s?(?:{points}))"
        lead_in = fold("|".join((*lexicon.lead_in_regex, _LAUGHTER)))
        opening = r"[\s\"'(\[*_¡¿«„“”~≈]*"
        tail = rf"(?:\s*,?\s*(?:{fold(lexicon.tail_regex)})\b){{0,2}}" if lexicon.tail_regex else ""
        filler = rf"{opening}(?:(?:{lead_in})(?=\W)[\s,.!:;\"'(\[*_-]*){{0,6}}"
        starred = rf"(?P<run>(?:{_STAR}\ufe0f?)+)(?:☆\ufe0f?)*"
        self._filler = re.compile(filler)
        self._first = re.compile(rf"{filler}(?:(?P<number>{number})(?!\w){unit}?{tail}|{starred})")
        verdict = fold(lexicon.verdict_regex)
        self._in_phrase = re.compile(rf"(?:{verdict})(?P<number>{number})(?!\w){unit}?{tail}")
        self._with_unit = re.compile(rf"(?<![\w$€£#.,:/+-])(?P<number>{number})(?!\w){unit}{tail}")
        self._scale_first = self._compile_scale_first(number, f"(?:[ -]?{stars}|\\s?{points})?{tail}")
        self._star_run = re.compile(rf"(?P<run>(?:{_STAR}\ufe0f?){{2,}})(?:☆\ufe0f?)*")
        self._hedge = _either(lexicon.hedge_regex, warned_by.hedge_regex)
        self._condition = _either(lexicon.condition_regex, warned_by.condition_regex)
        self._conditional = re.compile(rf"\b(?:{self._condition.pattern})")
        self._after_rating = re.compile(rf"(?:{any_of(lexicon.after_rating)}|{_LAUGHTER})\b")
        self._after_verdict = re.compile(rf"{any_of((*lexicon.after_rating, *lexicon.after_verdict))}\b")
        self._remark = re.compile(lexicon.remark_regex or "(?!)")
        self._number = re.compile(rf"(?P<number>{number})(?!\w)")
        self._separator = re.compile(rf"[\s,;/&+.!]*(?:{any_of(lexicon.joiners)}\b[\s,;/&+.]*)*")
        self._connective = re.compile(rf"{any_of(lexicon.connectives)}\b")
        self._labels = {
            kind: re.compile(rf"{filler}(?P<label>{any_of(labels)})(?!\w)")
            for kind, labels in lexicon.labels.items()
        }

    def _compile_scale_first(self, number: str, unit: str) -> re.Pattern[str] | None:
        between = fold(self._lexicon.scale_first_regex)
        if not between:
            return None
        return re.compile(
            rf"(?<![\w$€£#.,:/+-])(?P<scale>{number})(?:{between})(?P<number>{number})(?!\w){unit}"
        )

    # Control words and requests.

    def control(self, said: str) -> Skipped | Later | OptedOut | None:
        found = self._control(said)
        if found is None and (full := self._spelled_out(said)) != said:
            found = self._control(full)
            return OptedOut(said) if isinstance(found, OptedOut) and found.comment else found
        return found

    def _spelled_out(self, said: str) -> str:
        """What was shortened in full ("dps respondo"), for comparing; a long message stays as it is."""
        if len(said) > self._LONGEST_REQUEST or self._short_words.isdisjoint(bare_words(said).split()):
            return said
        return _WORD.sub(lambda word: self._shortened.get(word[0], word[0]), fold(said))

    def _control(self, said: str) -> Skipped | Later | OptedOut | None:
        words = self._without_courtesies(bare_words(said))
        if words in self._opt_out or self._opts_out(words):
            return OptedOut()
        if any(self._opts_out(self._without_courtesies(bare_words(one))) for one in SENTENCE_END.split(said)):
            return OptedOut(said)
        if self._postpones(words) or self._postpones_in_parts(said):
            return Later()
        if words in self._skip or fold(said) in _SKIP_MARKS or self._is_whole(self._skip_patterns, words):
            return Skipped()
        return None

    def _postpones(self, words: str) -> bool:
        return (
            words in self._later
            or self._is_whole(self._later_patterns, words)
            or self._postpones_twice(words.split())
            or self._postpones_and(words)
        )

    def _postpones_and(self, words: str) -> bool:
        """ "im at work ask me tonight": a longer way to say it, then another."""
        is_likely = len(words) <= _LONGEST_LATER and words.rpartition(" ")[2] in self._later_ends
        first = self._later_first.match(words) if is_likely else None
        rest = words[first.end() :].lstrip() if first else ""
        return bool(rest) and (rest in self._later or self._is_whole(self._later_patterns, rest))

    def _postpones_twice(self, words: Sequence[str]) -> bool:
        """ "busy now later": one way to say it after the other, at least one of them a plain phrase."""
        if not 1 < len(words) <= _MOST_WORDS or self._later_ends.isdisjoint((words[0], words[-1])):
            return False
        for place in range(1, len(words)):
            before, after = " ".join(words[:place]), " ".join(words[place:])
            for one, other in ((before, after), (after, before)):
                if one in self._later and (
                    other in self._later or self._is_whole(self._later_patterns, other)
                ):
                    return True
        return False

    def _postpones_in_parts(self, said: str) -> bool:
        """ "No time, maybe later": every part of it says later or no."""
        parts = [self._without_courtesies(bare_words(part)) for part in _PART_END.split(said)]
        if not 1 < len(parts) <= _MOST_PARTS:
            return False
        later = [self._postpones(part) for part in parts]
        return any(later) and all(
            is_later or not part or part in self._skip for is_later, part in zip(later, parts, strict=True)
        )

    def request(self, said: str) -> WantsPerson | Asked | None:
        if self.wants_person(said):
            return WantsPerson(said)
        asks = said.rstrip("\"')» ”").endswith(("?", "؟")) and says_something(said)
        if asks and self.is_vague_number(said):  # "7 or 8?"
            return None
        if asks or any(self._opens_question(sentence) for sentence in SENTENCE_END.split(said)):
            return Asked(said)
        return None

    def _opens_question(self, sentence: str) -> bool:
        return self._question_patterns.match(self._without_courtesies(bare_words(sentence))) is not None

    def wants_person(self, said: str) -> bool:
        return self._wants_person(said) or (
            (full := self._spelled_out(said)) != said and self._wants_person(full)
        )

    def _wants_person(self, said: str) -> bool:
        words = bare_words(said)
        asked = self._without_courtesies(words)
        return self._is_whole(self._person_patterns, asked) or (
            asked != words and self._is_whole(self._person_patterns, words)  # "an agent please" is no comment
        )

    def is_pleasantry(self, said: str) -> bool:
        return self._is_pleasantry(said) or (
            (full := self._spelled_out(said)) != said and self._is_pleasantry(full)
        )

    def _is_pleasantry(self, said: str) -> bool:
        words = bare_words(said)
        return words in self._pleasantries or self._without_courtesies(words) in self._pleasantries

    def _opts_out(self, words: str) -> bool:
        return self._is_whole(self._opt_out_patterns, words)

    def _is_whole(self, patterns: re.Pattern[str], words: str) -> bool:
        return (
            0 < len(words) <= self._LONGEST_REQUEST
            and not _is_chanted(words)
            and patterns.fullmatch(words) is not None
        )

    def _without_courtesies(self, words: str) -> str:
        while courtesy := self._courtesy_first.match(words):
            words = words[courtesy.end() :]
        while courtesy := self._courtesy_last.search(words):
            words = words[: courtesy.start()]
        return words

    # Ratings.

    def bare_label(self, said: str, kind: QuestionKind) -> Rated | None:
        """A word of the scale that is the whole message: on thumbs "no" is a rating before it is a skip."""
        if said[:1] in _FACES:
            return _faces(said, kind)
        if kind not in self._bare_labels or (kind is QuestionKind.STARS and not _STARS.isdisjoint(said)):
            return None
        words = bare_words(said)
        value = self._bare_labels[kind].get(words)
        if value is None:
            words = bare_words(self._spelled_out(said))
            value = self._bare_labels[kind].get(words)
        if value is None and kind is QuestionKind.THUMBS:  # "well no" is no skip
            value = self._bare_labels[kind].get(words[self._filler_end(words) :])
        return None if value is None else Rated(value, None)

    def star_run(self, said: str, kind: QuestionKind) -> Rated | Unclear | None:
        """A rating that is drawn: before words alone, which may be those of a skip ("⭐⭐ that's all")."""
        return None if _STARS.isdisjoint(said) else self.rating(said, kind)

    def rating(self, said: str, kind: QuestionKind) -> Rated | Unclear | None:
        typed = Typed(said)
        labelled = self._labelled(typed, kind)
        if kind is QuestionKind.THUMBS:
            return labelled or self._answered(typed)
        if labelled is not None:
            return labelled
        if re.fullmatch(r"-\s?\d+", typed.folded):
            return Unclear("out_of_range", said)
        return self._opening(typed, SCALES[kind]) or self._anywhere(typed, SCALES[kind])

    def is_vague_number(self, said: str) -> bool:
        """Only numbers and what joins them: "7 or 8", "three and a half", "7.5"."""
        words = bare_words(said).split()
        numbers = [word for word in words if word.isdecimal() or word in self._numbers]
        return bool(numbers) and self._glue.union(numbers).issuperset(words)

    def _labelled(self, typed: Typed, kind: QuestionKind) -> Rated | None:
        """A word of the scale in first place, or thumbs."""
        said, folded = typed.said, typed.folded
        thumbs = set(THUMB.findall(folded))
        if kind is QuestionKind.THUMBS and len(thumbs) == 1:
            return Rated(int("👍" in thumbs), comment_in(THUMB.sub("", said)))
        labels = self._labels.get(kind)
        found = labels.match(folded) if labels else None
        if labels is None or found is None:
            return None
        value, end = self._label_value(found, kind), found.end()
        again = labels.match(folded, end) if kind is QuestionKind.THUMBS else None
        if again is not None and self._label_value(again, kind) == value:  # "yes, all good"
            end = again.end()
        rest = folded[end:]
        is_said = self._has_stars(kind, rest) or self._is_set_off(rest, self._after_rating)
        return Rated(value, self._rest(typed.after(end))) if is_said else None

    def _has_stars(self, kind: QuestionKind, rest: str) -> bool:
        """A label with its stars ("one star") may be followed by anything that is not counted."""
        word = re.match(r"\s+([^\W\d]+)", rest)
        if kind is not QuestionKind.STARS or word is None or self._condition.match(rest.lstrip()):
            return False
        return word[1] not in self._counted

    def mistyped_label(self, said: str, kind: QuestionKind) -> Rated | None:
        """A few words of a scale with a slip in a long one, where but one can be meant: "very satisifed"."""
        words = bare_words(said).split()
        known = self._long_words.get(kind)
        if not known or len(words) > _MOST_PARTS:
            return None
        words = [word for place, word in enumerate(words) if word not in words[max(0, place - 1) : place]]
        mended = [_LONG_RUN.sub(r"\1", w) if len(w) < _LEAST_LONG else _nearest(w, known) for w in words]
        value = self._bare_labels[kind].get(self._without_courtesies(" ".join(mended)))
        return None if value is None else Rated(value, None)

    def _answered(self, typed: Typed) -> Rated | None:
        """A yes or a no that is the whole message in more than a word; what was said with a no is kept."""
        if typed.folded.endswith("?"):
            return None
        words = self._without_courtesies(bare_words(typed.said))
        full = self._without_courtesies(bare_words(self._spelled_out(typed.said)))
        label = self._bare_labels[QuestionKind.THUMBS].get(full)
        if label is not None:
            return Rated(label, None)
        for value, patterns in self._answers:
            if self._is_whole(patterns, words) or (full != words and self._is_whole(patterns, full)):
                is_bare = value == 1 and words.count(" ") < _MOST_PARTS
                return Rated(value, None if is_bare else typed.said)
        return None

    def _label_value(self, found: re.Match[str], kind: QuestionKind) -> int:
        return self._label_values[kind][" ".join(found["label"].replace("'", "").split())]

    def _opening(self, typed: Typed, scale: tuple[int, int]) -> Rated | Unclear | None:
        """A rating in first place."""
        said, folded = typed.said, typed.folded
        found = self._scale_at(folded, self._filler_end(folded)) or self._first.match(folded)
        if found is None:
            return None
        mention = self._mention(found)
        rest = folded[found.end() :]
        value = _judge(mention, scale)
        vague = any(map(str.isalnum, rest)) and self.is_vague_number(said)
        if self._rest(rest) is None and self._is_set_off(rest, self._after_rating):
            return Rated(value, None) if isinstance(value, int) else Unclear(value, said)
        if not isinstance(value, int) or vague or self._is_enumeration(folded, found):
            return None
        if (
            found.groupdict().get("run") is not None and mention.number == 1
        ):  # one star before words may be an ornament
            return None
        is_followed_well = self._is_followed_well(found, rest, self._after_rating)
        if not (
            is_followed_well or self._is_remarked(rest, mention, found.groupdict().get("number") or "")
        ) or self._other_ratings(folded, value, scale):
            return None
        return Rated(value, self._rest(typed.after(found.end())))

    def _scale_at(self, folded: str, place: int) -> re.Match[str] | None:
        return self._scale_first.match(folded, place) if self._scale_first else None

    def _anywhere(self, typed: Typed, scale: tuple[int, int]) -> Rated | None:
        """The one rating in the midst of other words."""
        said = typed.said
        mentions = self._mentions(typed.folded, scale)
        if len({mention.number for mention in mentions}) != 1:
            return None
        mention = mentions[0]
        before, after = typed.before(mention.start).rstrip(EDGES + "("), typed.after(mention.end)
        value = mention.number or 0
        if not before:
            return Rated(value, self._rest(after))
        return Rated(value, comment_in(before if self._rest(after) is None else said))

    def _mentions(self, folded: str, scale: tuple[int, int]) -> list[_Mention]:
        found: list[_Mention] = []
        patterns = (self._in_phrase, self._with_unit, self._star_run, self._scale_first)
        for pattern in patterns:
            for match in pattern.finditer(folded) if pattern else ():
                mention = self._mention(match)
                rest = folded[match.end() :]
                followed = pattern is self._star_run or self._is_followed_well(
                    match, rest, self._after_verdict
                )
                if (
                    followed
                    and isinstance(_judge(mention, scale), int)
                    and not self._is_hedged(folded, match.start())
                ):
                    found.append(mention)
        return found

    def _other_ratings(self, folded: str, value: int, scale: tuple[int, int]) -> bool:
        """Whether several things are rated differently: "3 stars for the food, 5 stars for the staff"."""
        return any(mention.number != value for mention in self._mentions(folded, scale))

    def _mention(self, match: re.Match[str]) -> _Mention:
        groups = match.groupdict()
        run = groups.get("run")
        if run is not None:
            return _Mention(match.start(), match.end(), len(re.findall(_STAR, run)), None, True)
        scale = groups.get("scale")
        return _Mention(
            match.start(),
            match.end(),
            self._value(match["number"]),
            None if scale is None else self._value(scale) or -1,
            groups.get("stars") is not None,
        )

    def _value(self, number: str) -> int | None:
        if number in self._numbers:
            return self._numbers[number]
        if number.startswith("🔟"):
            return 10
        digits = re.sub("[\ufe0f\u20e3]", "", number)
        return int(digits[:9]) if digits.isdecimal() else None

    def _is_followed_well(self, match: re.Match[str], rest: str, words: re.Pattern[str]) -> bool:
        """Whether what follows lets the number be a rating."""
        following = rest.lstrip(EDGES + "(")
        if self._condition.match(following):
            return False
        ordinal = re.match(r"\.\s?(\w+)", rest)  # "3. Stock", "3. katta"
        if ordinal is not None and ordinal[1] in self._counted:
            return False
        groups = match.groupdict()
        word = re.match(r"\w+", rest.lstrip())
        if groups.get("slash") or groups.get("stars") or groups.get("run"):
            return word is None or word[0] not in self._counted
        if groups.get("scale"):
            full_marks = self._value(match["number"]) == self._value(match["scale"])
            known = word is None or word[0] not in self._counted
            return self._is_set_off(rest, self._after_verdict) or (full_marks and known)
        return self._is_set_off(rest, words)

    def _is_remarked(self, rest: str, mention: _Mention, said_number: str) -> bool:
        """Whether a bare number is followed by what nobody counts: "7 super easy", "4 delivery was late"."""
        remark = self._remark.match(self._spelled_out(rest).lstrip()) if mention.scale is None else None
        if remark is None or not rest[:1].isspace():
            return False
        if mention.number == 1 and not said_number.isdecimal():  # "um ótimo serviço": an article
            return False
        found = remark.groupdict()
        if any(found.get(way) is not None for way in ("uncounted", "more")) and self._conditional.search(
            rest
        ):
            return False
        return mention.number != 1 or not any(found.values())

    def _is_set_off(self, rest: str, words: re.Pattern[str]) -> bool:
        """Whether the rest starts another thought: the end, punctuation, a picture, one of ``words``."""
        bare = rest.lstrip(" \t")
        if not bare or bare[0] == "\n" or bare in _PLUS or words.match(bare):
            return True
        if bare[0] == "-":  # "4 - late" and "4- late", but neither "3-course" nor "5 -10 minutes"
            return (rest[0] != "-" or not bare[1:2].strip()) and not bare[1:].lstrip()[:1].isdecimal()
        return not bare[0].isalnum() and bare[0] not in _UNRATED_SYMBOLS

    def _is_enumeration(self, folded: str, match: re.Match[str]) -> bool:
        """ "1. the food 2. the wait" lists, it does not rate."""
        rest = folded[match.end() :]
        return (
            rest[:1] in (".", ")") and re.search(r"(?<!\w)2[.)]", rest) is not None and match["number"] == "1"
        )

    def _is_hedged(self, folded: str, start: int) -> bool:
        sentence = SENTENCE_END.split(folded[max(0, start - 60) : start])[-1]
        return self._hedge.search(sentence.rpartition(",")[2]) is not None

    def _rest(self, said: str) -> str | None:
        """The comment behind a rating; None when there is but a courtesy."""
        if self.is_pleasantry(said) or bare_words(said) in self._after_rating_bare:
            return None
        return comment_in(said)

    # Options.

    def pick(self, said: str, question: Question) -> Chosen | Unclear | Skipped | Later | OptedOut | None:
        names = _option_names(question)
        whole = names.get(bare_words(said))
        if whole is not None:
            return Chosen((whole,), None)
        control = self.control(said)
        if control is not None:
            return control
        picked, comment = self._picked(Typed(said), question)
        if not picked:
            alone = self._number.fullmatch(fold(said))
            return Unclear("out_of_range", said) if alone else None
        if len(picked) > 1 and question.kind is QuestionKind.CHOICE:
            return Unclear("no_match", said)
        return Chosen(picked, comment)

    def _picked(self, typed: Typed, question: Question) -> tuple[tuple[str, ...], str | None]:
        """The options that open the message, up to the last place where a comment can begin."""
        folded = typed.folded
        labels = sorted(
            (
                (fold(label), option.name)
                for option in question.options
                for label in (*option.label.values(), option.name, option.name.replace("_", " "))
            ),
            key=lambda pair: -len(pair[0]),
        )
        picked: list[str] = []
        kept: tuple[tuple[str, ...], str | None] = ((), None)
        place = self._filler_end(folded)
        while len(picked) < MAX_OPTIONS and (option := self._option_at(folded, place, labels, question)):
            name, end = option
            picked.append(name)
            separator = self._separator.match(folded, end)
            place = separator.end() if separator else end
            comment = self._rest(typed.after(end))
            if comment is None or self._is_set_off(folded[end:], self._connective):
                kept = (tuple(dict.fromkeys(picked)), comment)
        return kept

    def _filler_end(self, folded: str) -> int:
        filler = self._filler.match(folded)
        return filler.end() if filler else 0

    def _option_at(
        self, folded: str, place: int, labels: Sequence[tuple[str, str]], question: Question
    ) -> tuple[str, int] | None:
        for label, name in labels:
            end = place + len(label)
            if folded.startswith(label, place) and not folded[end : end + 1].isalnum():
                return name, end
        number = self._number.match(folded, place)
        if number is None:
            return None
        value = self._value(number["number"])
        if value is None:  # "1,3" is one token to the ratings, two picks here
            single = re.compile(r"\d+").match(folded, place)
            return self._numbered(single, question)
        return self._numbered(number, question)

    def _numbered(self, match: re.Match[str] | None, question: Question) -> tuple[str, int] | None:
        value = self._value(match[0]) if match else None
        if match is None or value is None or not 1 <= value <= len(question.options):
            return None
        return question.options[value - 1].name, match.end()


def _option_names(question: Question) -> dict[str, str]:
    """Bare form of every label and name → option name; a label wins over another option's name."""
    names = {bare_words(option.name): option.name for option in question.options}
    labels = {
        bare_words(label): option.name for option in question.options for label in option.label.values()
    }
    return {spoken: name for spoken, name in {**names, **labels}.items() if spoken}


def _faces(said: str, kind: QuestionKind) -> Rated | None:
    """The rating of nothing but faces that say the same; among stars only the ends are beyond doubt."""
    values = {_FACES.get(face) for face in said if face != "\ufe0f" and not face.isspace()}
    value = values.pop()
    known = {QuestionKind.CSAT: (1, 2, 3, 4, 5), QuestionKind.STARS: (1, 5)}.get(kind, ())
    return Rated(value, None) if not values and value is not None and value in known else None


def _nearest(word: str, known: frozenset[str]) -> str:
    """The one known word a slip away (a letter more, less, another, or two changed about), else it."""
    if word in known:
        return word
    near = [other for other in known if abs(len(word) - len(other)) <= 1 and _is_slip(word, other)]
    return near[0] if len(near) == 1 else _LONG_RUN.sub(r"\1", word)


def _is_slip(one: str, other: str) -> bool:
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]


def _judge(mention: _Mention, scale: tuple[int, int]) -> int | Literal["out_of_range", "no_match"]:
    """The rating, or why it is none. A rating on another scale is never converted."""
    low, high = scale
    if mention.number is None or mention.scale not in (None, high) or (mention.is_stars and scale != (1, 5)):
        return "no_match"
    return mention.number if low <= mention.number <= high else "out_of_range"
