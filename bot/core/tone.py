"""How a reply to an unhappy customer reads: words that put them in the wrong, promises that nobody can keep.

The patterns are English, and rather let something pass than warn of a kind sentence. They look at one sentence
at a time; where its other words turn the sense round ("I can't promise that …"), nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.identity import derived_id

BLAME = "blame"
PROMISE = "promise"

MOST_WORDS = 3  # of one kind


@dataclass(frozen=True, slots=True)
class ToneWarning:
    """What a reply may sound like, and the words, at most three times, as they stand in the text."""

    kind: str  # BLAME or PROMISE
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]  # a group named "said" holds the words to show, else all of it is shown
    unless: re.Pattern[str] | None  # somewhere in the same sentence


_NOT = r"\b(?:not|never|no|none|nothing|nobody|neither|hardly)\b|n't\b"
_DONE_TO_THEM = r"(?:received|got|gotten|had|been|heard|seen|felt|it|them|this|that|one|your|the|an?|our|my|by|to|two|all|everything|waited|needed)"
_NEGLECTED = r"(?:read|checked|called|told|asked|looked|followed|written|listened|paid|come|booked|taken|let|given|chosen|used|informed|contacted|bothered|kept|been|opened|measured|waited)"
_NEGLECT = r"(?:read|repl(?:y|ied)|answer(?:ed)?|respond(?:ed)?|t(?:ell|old)|contact(?:ed)?|call(?:ed)?|check(?:ed)?|follow(?:ed)?|bother(?:ed)?|listen(?:ed)?|provided?|mention(?:ed)?|inform(?:ed)?|let us|g(?:ive|ave) us|show(?:ed)? up|pa(?:y|id)|look(?:ed)?|enter(?:ed)?|fill(?:ed)?|measured?|ask(?:ed)?|c(?:ome|ame))"
_TERMS = r"(?:polic(?:y|ies)|terms|rules|conditions|guidelines|t&cs)"
_FAULT = r"(?:fault|mistake|error|problem|responsibility|job|concern)"
_DATED = r"\d|\b(?:today|tomorrow|tonight|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|this (?:morning|afternoon|evening)|within (?:an?|one|two|three))\b"
_CANNOT = r"(?:can't|cannot|can not|couldn't|won't|don't|do not|never|not|no)\s+(?:\w+\s+){0,2}?(?:promise|guarantee|guaranteed|assure|say for sure|rule out)\b"
_WILL = r"(?:\bwill|'ll|\bwon't|\bshall|\bgoing to)\b"
_SOON = r"(?P<said>immediately|right away|straight ?away|at once|instantly|asap|as soon as (?:possible|we can|i can)|in no time|shortly|without delay|very soon)"
_AT_THE_START = r"^\W*"

_BLAMING: tuple[tuple[str, str | None], ...] = (
    (
        rf"\byou (?:(?:really|just|simply) )?(?:should|could|ought to|might)(?:n't| not)?(?: at least| just| simply)?(?:'ve| have)(?: at least| just| simply| really)? (?!{_DONE_TO_THEM}\b)\w+",
        None,
    ),
    (r"\byou (?:should|ought to) have (?:been (?:more|there|at home)|known|had the)\b", None),
    (
        r"\b(?:as|like) (?:i|we)(?:'ve| have|'d| had)? ?(?:(?:already|previously|just|clearly|also) )*(?:told|said|explained|mentioned|wrote|written|stated|informed|pointed out|noted)\b",
        None,
    ),
    (
        r"\bas (?:already |previously |clearly )?(?:stated|mentioned|explained|noted|said|communicated) (?:in|on|above|before|earlier|previously|several)\b",
        None,
    ),
    (
        r"\byou(?:'ve| have)?(?: simply| just| clearly)? (?:failed|neglected|omitted|refused|forgot|forgotten) to\b",
        None,
    ),
    (rf"\bif you(?:'d| had)(?: just| only| simply| actually| really)? {_NEGLECTED}\b", None),
    (rf"{_AT_THE_START}had you(?: just| only| simply)? {_NEGLECTED}\b(?!.*\?)", None),
    (rf"(?:\bnot|n't)(?: really| actually)? (?:our|my) {_FAULT}\b", None),
    (rf"\b(?:is|was|it's|that's|this is|all|entirely) (?:\w+ly )?your (?:own )?{_FAULT}\b", _NOT),
    (r"\b(?:mistake|fault|error) (?:is|was) (?:entirely |all )?(?:yours|on your side)\b", _NOT),
    (r"\b(?:calm (?:yourself )?down|get over it|cool it|take a chill pill)\b", None),
    (rf"{_AT_THE_START}(?:just |please )?relax\b", None),
    (
        r"\bno need (?:to (?:be|get) (?:so )?(?:rude|angry|aggressive|upset|dramatic|emotional|nasty)|to (?:shout|yell|swear|raise your)|for (?:that|this|such an?) (?:tone|language|attitude))\b",
        None,
    ),
    (r"\b(?:watch|mind) your (?:tone|language|manners|words)\b", None),
    (r"\bunfortunately for you\b|\btough luck\b|\bbad luck for you\b|^\W*too bad\b", None),
    (rf"\bper (?:our|the|company|store)(?: \w+){{0,2}} ?{_TERMS}\b", r"\bexception\b|\bbut\b"),
    (rf"\baccording to (?:our|the|company|store)(?: \w+){{0,2}} {_TERMS}\b", r"\bexception\b|\bbut\b"),
    (
        rf"\b(?:our|company|store|shop|the)(?: \w+)? {_TERMS} (?:(?:do|does)(?:n't| not)|(?:clearly |very clearly )?(?:states?|says?|forbids?|prohibits?)|(?:is|are) (?:very |quite )?clear)\b",
        r"\bexception\b|\bbut\b|\bsorry\b",
    ),
    (r"\b(?:nobody|no one|no-one) else (?:has|have|had|ever|complain\w*|seems?|mention\w*)\b", None),
    (r"\bno other (?:customer|guest|client|person|buyer)s?\b", None),
    (r"\byou(?:'re| are) the (?:only|first|very first) (?:one|person|customer|guest|client|buyer)\b", _NOT),
    (
        r"\bwhat (?:else )?(?:do|did|were) you (?:really |honestly )?expect(?:ing)?(?= (?:for|if|when|at|with)\b|\s*[?!.]*$)",
        None,
    ),
    (
        r"\b(?:you (?:obviously|clearly|apparently|evidently)|(?:obviously|clearly|apparently|evidently),? you)\b(?!'re right|'re upset| (?:are|were|deserve|have every|had every)\b)",
        None,
    ),
    (
        r"\byou(?:'re| are)(?: just| simply)?(?: being)? (?:\w+ly )?(?:unreasonable|overreacting|exaggerating|mistaken|lying|rude|difficult|impatient|dramatic|ridiculous|unfair|wrong|imagining)\b",
        _NOT,
    ),
    (r"\bwith (?:all )?due respect\b", None),
    (
        r"\b(?:if you|or|otherwise|unless)\b.*\b(?:we|i)(?:'ll| will| shall)\b.*(?P<said>\b(?:block|ban|sue|report) you\b|\blawyers?\b|\bpolice\b|\blegal\b|\bcourt\b|\bclose your\b)",
        None,
    ),
    (r"\b(?:our|my) (?:lawyers?|solicitors?|attorneys?)\b|\btake legal (?:action|steps)\b", None),
    (r"\b(?:take down|delete|remove|withdraw) (?:your|that|the) review\b", None),
    (rf"\byou (?:never|didn't|did not)(?: even)? {_NEGLECT}\b", None),
    (
        r"\bnext time,? (?:please |maybe |perhaps |just |do )*(?:read|check|think|look|listen|follow|pay attention|be more|don't|make sure you)\b",
        None,
    ),
    (
        r"\bsorry (?:that |if )?you (?:feel|felt) (?:that|this|like that)\b|\bsorry if you (?:feel|felt|were|are)\b",
        None,
    ),
    (rf"{_AT_THE_START}(?:well,? )?(?:good for you|congratulations,? (?:then|you))\b", None),
    (
        r"\byou must(?:'ve| have) (?!been|felt|had|waited|thought|wondered|received|got|seen|noticed|hoped|heard)\w+",
        None,
    ),
    (r"\byou (?:have to|need to|must) (?:understand|realis|realiz|accept|appreciate)\w*", None),
    (r"\bnothing (?:more |else )?(?:i|we) can do\b.*(?:\b(?:if|because|when|since|as)|,) you\b", r"\bbut\b"),
    (r"\bdon't blame (?:me|us|the)\b", None),
    (
        r"\blike it or not\b|\b(?:go|shop|buy|eat|order) (?:somewhere else|elsewhere)\b|\bdeal with it yourself\b",
        None,
    ),
    (
        r"\byou people\b|\bstop (?:complaining|shouting|whining|yelling)\b|\bcommon sense\b|\brocket science\b",
        None,
    ),
    (
        r"\byou(?:'ve| have)? (?:ordered|chose|chosen|entered|gave|given|typed|picked|selected|used|put in|filled in) the wrong\b",
        r"\b(?:may|might|if|perhaps|maybe)\b",
    ),
)

_PROMISING: tuple[tuple[str, str | None], ...] = (
    (r"(?:\bwill|'ll|\bshall) never(?: ever)? \w+", rf"{_CANNOT}|never (?:ever )?forget"),
    (
        r"\b(?:won't|will not|can't|cannot)(?: ever| possibly)* (?:happen|occur|be repeated|repeat itself)\b",
        _CANNOT,
    ),
    (r"\bnever(?: ever)? happens? again\b|^\W*never again\b", rf"{_CANNOT}|\b(?:so that|hope|trying|try)\b"),
    (rf"{_WILL}.*\bmake sure\b.*(?P<said>\bnever\b|n't\b.*\bagain\b)", _CANNOT),
    (r"\b(?:i|we)(?: can| do| will|'ll)?(?: \w+ly)? guarantee\b|\bguaranteed\b", _CANNOT),
    (
        r"\b(?:100|hundred) ?(?:%|per ?cent) (?:sure|certain|guaranteed|safe|reliable|satisf\w+|confident|positive|perfect|happy|on time|that)\b",
        r"\bnot\b|n't\b",
    ),
    (
        r"\b(?:we|our \w+) always (?!want|try|aim|love|like|appreciate|ask|hope|welcome|look forward|listen|need|strive|happy|glad|here|open)\w+",
        None,
    ),
    (r"(?:\bwill|'ll) always (?!be (?:glad|happy|welcome|here|grateful|pleased|there|an?)\b)\w+", _CANNOT),
    (
        r"\b(?:we|our \w+) never (?!meant|received|got|had|intended|heard|saw|want|share|sell|charge|sent|told|should|would|knew|thought|\w+ed\b)\w+",
        None,
    ),
    (rf"{_WILL}.*\b{_SOON}\b(?! (?:after|when|once|if|before)\b)", _DATED),
    (r"\b(?:i|we)(?: can| do|'ll| will)?(?: \w+ly)? promise\b(?! to\b)", rf"{_CANNOT}|{_DATED}"),
    (r"\b(?:have|give you|got) (?:my|our) word\b", _NOT),
    (
        rf"\b(?P<said>(?:rest|be) assured|(?:i|we)(?: can)? assure you)\b.*(?:{_WILL}|\bnever\b|\balways\b)",
        _CANNOT,
    ),
    (
        r"\b(?:it|that|this|they|you|everything|the \w+|your \w+)(?: will|'ll| won't)(?P<said> (?:most )?(?:definitely|certainly|absolutely|surely|undoubtedly))\b",
        _CANNOT,
    ),
    (
        r"\b(?:it|that|this|they|you|everything) (?P<said>definitely|certainly|absolutely) (?:will|won't)\b",
        _CANNOT,
    ),
    (rf"\b(?P<said>no doubt|without (?:a|any) doubt)\b.*{_WILL}", None),
    (rf"{_WILL}.*\b(?P<said>no doubt|without (?:a|any) doubt)\b", None),
    (
        r"\bthere (?:won't|will not|will never) be (?:any|a single|another)(?: more)? (?:problem|issue|delay|mistake|trouble)\w*",
        _CANNOT,
    ),
    (r"\b(?P<said>from now on)\b.*\b(?:always|never|every\w*|perfect\w*)\b", _CANNOT),
    (r"\b(?:always|never|every\w*|perfect\w*)\b.*\b(?P<said>from now on)\b", _CANNOT),
    (r"\bdo anything to\b|\bwhatever it takes\b|\bwithout fail\b|\bno matter what\b|^\W*trust me\b", _CANNOT),
    (r"\bimpossible (?:that|for)\b.*\b(?:happen\w*|go(?:es)? wrong|again|twice|fails?)\b", _NOT),
)


def _compiled(kind: str, table: tuple[tuple[str, str | None], ...]) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(kind, re.compile(pattern, re.IGNORECASE), re.compile(unless, re.IGNORECASE) if unless else None)
        for pattern, unless in table
    )


_RULES = (*_compiled(BLAME, _BLAMING), *_compiled(PROMISE, _PROMISING))
_SENTENCE = re.compile(r"[^.!?\n]{1,300}[.!?]*")  # so long at most, so that no reply can take long
_SPACES = re.compile(r"[^\S\n]+")
_EDGES = " \t\r\n.!?;,"


def warnings_in(text: str) -> tuple[ToneWarning, ...]:
    """What staff should look at once more before this goes to a customer: blame first, then promises."""
    text = _SPACES.sub(" ", text)
    plain = text.replace("\u2019", "'")  # phones type the curly apostrophe
    found: dict[str, dict[str, str]] = {BLAME: {}, PROMISE: {}}
    for sentence in _SENTENCE.finditer(plain):
        for kind, start, end in _said_in(sentence[0]):
            words = text[sentence.start() + start : sentence.start() + end].strip(_EDGES)
            found[kind].setdefault(words.casefold(), words)
    return tuple(ToneWarning(kind, tuple(said.values())[:MOST_WORDS]) for kind, said in found.items() if said)


def mark_of(text: str) -> str:
    """Sixteen characters by which a text is known again, however its words are spaced."""
    return derived_id("reply", *text.split())


def _said_in(sentence: str) -> Iterator[tuple[str, int, int]]:
    """Each kind that a sentence is of, and where the words stand that say so: once, where rules overlap."""
    ends = {BLAME: 0, PROMISE: 0}
    for start, end, kind in sorted(_matches(sentence)):
        if start >= ends[kind]:
            ends[kind] = end
            yield kind, start, end


def _matches(sentence: str) -> Iterator[tuple[int, int, str]]:
    for rule in _RULES:
        match = rule.pattern.search(sentence)
        if match is None or (rule.unless is not None and rule.unless.search(sentence)):
            continue
        yield *match.span("said" if "said" in rule.pattern.groupindex else 0), rule.kind
