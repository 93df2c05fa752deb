"""How people answer in English."""

from __future__ import annotations

from bot.core.lexicon import Lexicon
from bot.core.survey import QuestionKind

_LIKERT_7 = {
    "strongly disagree": 1,
    "disagree strongly": 1,
    "disagree": 2,
    "somewhat disagree": 3,
    "slightly disagree": 3,
    "neither agree nor disagree": 4,
    "neither": 4,
    "neutral": 4,
    "somewhat agree": 5,
    "slightly agree": 5,
    "agree": 6,
    "strongly agree": 7,
    "agree strongly": 7,
}
_SATISFACTION_5 = {
    "very dissatisfied": 1,
    "very unsatisfied": 1,
    "extremely dissatisfied": 1,
    "completely dissatisfied": 1,
    "not at all satisfied": 1,
    "dissatisfied": 2,
    "unsatisfied": 2,
    "not satisfied": 2,
    "somewhat dissatisfied": 2,
    "neither satisfied nor dissatisfied": 3,
    "neither": 3,
    "neutral": 3,
    "satisfied": 4,
    "somewhat satisfied": 4,
    "very satisfied": 5,
    "extremely satisfied": 5,
    "completely satisfied": 5,
}
_YES_NO = {
    "yes": 1,
    "yep": 1,
    "yeah": 1,
    "yup": 1,
    "yes i am": 1,
    "good": 1,
    "thumbs up": 1,
    "thumb up": 1,
    "up": 1,
    "no": 0,
    "nope": 0,
    "nah": 0,
    "no i am not": 0,
    "not good": 0,
    "bad": 0,
    "thumbs down": 0,
    "thumb down": 0,
    "down": 0,
    "not yet": 0,
    **dict.fromkeys(
        (
            f"{opening}{words}"
            for opening in ("", "yes ", "yeah ", "yes it is ", "yes its ", "yes it was ", "its ", "it is ")
            for words in ("sorted", "all sorted", "fixed", "all fixed", "solved", "resolved", "all good now")
        ),
        1,
    ),
    **dict.fromkeys(("not at all", "no not at all", "still not", "no still not", "not really"), 0),
}

_MESSAGING = r"(?:ask|messag|text|call|contact|bother|pester|spam|email|ping|writ|send|annoy|disturb|nagg?)"
_SURVEYS = (
    r"(?:surveys?|messages?|questions?|texts?|emails?|notifications?|feedback requests?|spam|stuff|things)"
)
_FOR_EVER = r"(?: (?:again|anymore|any more|ever|now|for good|at all|already|about this|about it))*"
_DETERMINERS = (
    r"(?:(?:a|an|the|your|some|any|real|actual|human|live|these|this|those|all|more|such|stupid|of) )*"
)
_PERSON = (
    r"(?:human|human being|person|someone|somebody|anyone|anybody|manager|managers|supervisor|"
    r"boss|owner|agent|"
    r"operator|representative|rep|employee|staff member|member of staff|staff|support|support team|team|"
    r"customer service|customer support|one of you|people)"
)
_MANNER = (
    r"(?: (?:about (?:\w+ ){0,5}\w+|now|right now|today|tomorrow|directly|instead|asap|back|on the phone|"
    r"in person|as soon as possible|urgently|here))*"
)
_WISH = (
    r"(?:(?:i (?:want|need|wish|would like|d like)|id like|i wanna|i need|can i|could i|may i|"
    r"can we|could we|"
    r"let me|let us|is it possible|is there a way|how (?:can|do) i|i would love)(?: to)? )?"
)
_ASK_YOU = (
    r"(?:(?:can|could|would|will|should|please|have|get|ask|let|i want|i need|id like|i would like) )*"
    rf"(?:(?:you|{_DETERMINERS}{_PERSON}) )?(?:(?:please|to|just) )*"
)

ENGLISH = Lexicon(
    numbers={
        "zero": 0,
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "eleven": 11,
        "twelve": 12,
        "twenty": 20,
        "hundred": 100,
    },
    number_glue=frozenset(
        (
            *("a", "an", "and", "or", "to", "from", "between", "point", "half", "quarter"),
            *("somewhere", "maybe", "perhaps", "about", "around", "almost", "nearly"),
        )
    ),
    out_of=("out of", "of"),
    stars=("stars", "star"),
    points=("points", "point", "pts"),
    lead_in_regex=(
        "me+h",
        "h+m+",
        "well",
        "u+h*m*",
        "so",
        "ok(?:ay)?",
        "hi",
        "hello",
        "hey",
        "maybe",
        "probably",
        "definitely",
        "absolutely",
        "honestly",
        "overall",
        "easily",
        "just",
        "an?",
        "the",
        "solid",
        "strong",
        "clear",
        "full",
        "perfect",
        "(?:my )?(?:rating|score|answer|vote)(?: is| would be|:)?",
        "i'?d say",
        "i would say",
        "i say",
        "i think",
        "i guess",
        "it'?s",
        "it is",
        "that'?s",
        "that is",
        "i'?m",
        "i am",
        "we are",
        "we'?re",
        "i",
    ),
    verdict_regex=(
        r"(?:(?:i|we)(?:'?d|'?ll|\s+would|\s+will|\s+can)?\s+(?:only\s+|just\s+|easily\s+)?)?"
        r"\b(?:give|gave|giving|rate|rated|rating|score|scored)"
        r"(?:\s+(?:it|you|u|this|that|them|everything|this\s+one|that\s+one|you\s+guys|"
        r"(?:the|your|my|our|this)(?:\s+[a-z'-]+){1,3}?))?"
        r"(?:\s+(?:an?|with|at|as|of|is))?(?:\s+(?:solid|strong|clear|full|perfect|big|generous))?\s*:?\s*"
    ),
    hedge_regex=(
        r"\b(?:not|never|cannot|isn'?t|wasn'?t|can'?t|couldn'?t|won'?t|wouldn'?t|don'?t|didn'?t|"
        r"hardly|instead|"
        r"would\s+(?:be|have)|would'?ve|could\s+(?:be|have)|should\s+(?:be|have)|to\s+(?:be|get|"
        r"make|reach)|used|"
        r"normally|usually|if|unless|until|almost|nearly|minus|off|lost|lose|lower|less|more|"
        r"expected|last\s+time|"
        r"previous|previously|before|others?|they|he|she|wife|husband|friends?)\b"
    ),
    condition_regex=r"(?:if|unless|once|when|were\s+it|had\s+it)\b",
    after_rating=(
        *("thx", "tnx", "ty", "cheers"),
        "because",
        "cause",
        "cos",
        "cuz",
        "coz",
        "since",
        "but",
        "though",
        "although",
        "please",
        "thanks",
        "thank you",
        "overall",
        "i think",
        "i guess",
        "from me",
        "for sure",
        "definitely",
    ),
    after_verdict=(
        "for",
        "as",
        "and",
        "so",
        "only",
        "at most",
        "max",
        "today",
        "this time",
        "would",
        "will",
        "again",
        "highly",
        "recommend",
        "great",
        "good",
        "love",
        "loved",
        "best",
        "amazing",
        "excellent",
        "the",
        "service",
        "experience",
    ),
    counted=frozenset(
        (
            *("item", "items", "piece", "pieces", "part", "parts", "product", "products", "thing", "things"),
            *("box", "boxes", "bottle", "bottles", "dish", "dishes", "order", "orders", "people"),
            *("time", "times", "visit", "visits", "delivery", "deliveries"),
            *("min", "mins", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks"),
            *("month", "months", "year", "years"),
            *("euro", "euros", "dollar", "dollars", "pound", "pounds", "percent"),
        )
    ),
    labels={
        QuestionKind.CSAT: _SATISFACTION_5,
        QuestionKind.CES: _LIKERT_7,
        QuestionKind.NPS: {"not at all likely": 0, "extremely likely": 10},
        QuestionKind.THUMBS: _YES_NO,
    },
    joiners=("and", "or", "plus", "also", "then", "the"),
    connectives=("because", "cause", "cos", "cuz", "since", "but", "though", "although"),
    courtesies=(
        "please",
        "pls",
        "plz",
        "thanks",
        "thank you",
        "thx",
        "sorry",
        "ok",
        "okay",
        "hi",
        "hello",
        "hey",
        "just",
        "excuse me",
        "guys",
        "well",
        "um",
        "oh",
    ),
    pleasantries=frozenset(
        (
            "hi",
            "hello",
            "hey",
            "hi there",
            "hello there",
            "hey there",
            "good morning",
            "good afternoon",
            "good evening",
            "good day",
            "ok",
            "okay",
            "k",
            "yes",
            "yep",
            "yeah",
            "sure",
            "of course",
            "thanks",
            "thank you",
            "thank you very much",
            "thanks a lot",
            "many thanks",
            "thx",
            "bye",
            "goodbye",
            "start",
            "test",
        )
    ),
    skip=frozenset(
        (
            "skip",
            "skip it",
            "skip this",
            "skip that",
            "skip this one",
            "skip this question",
            "skip the question",
            "skip question",
            "skip for now",
            "next",
            "next question",
            "next one",
            "pass",
            "i pass",
            "i'll pass",
            "nothing",
            "nothing really",
            "not really",
            "nothing else",
            "nothing to add",
            "nothing to say",
            "nothing special",
            "nothing at all",
            "nothing comes to mind",
            "can't think of anything",
            "no",
            "nope",
            "nah",
            "no thanks",
            "no thank you",
            "no comment",
            "no comments",
            "no answer",
            "no opinion",
            "no idea",
            "none",
            "none of these",
            "none of them",
            "none of the above",
            "n/a",
            "na",
            "not applicable",
            "that's all",
            "that is all",
            "i don't know",
            "don't know",
            "idk",
            "dunno",
            "no clue",
            "see above",
            "as above",
            "blah",
            "blah blah",
            "blah blah blah",
            "asdf",
            "i'd rather not say",
            "rather not say",
            "prefer not to say",
            "i prefer not to say",
            "i don't want to answer",
            "i don't want to say",
        )
    ),
    later=frozenset(
        (
            "later",
            "maybe later",
            "later maybe",
            "not now",
            "no not now",
            "not right now",
            "not today",
            "not at the moment",
            "not yet",
            "busy",
            "too busy",
            "bad time",
            "not a good time",
            "tomorrow",
            "maybe tomorrow",
            "another time",
            "some other time",
            "in a bit",
            "no time",
            "no time now",
            "no time right now",
            "hold on",
            "one moment",
            "give me a minute",
            "stop for now",
            "later today",
            "tonight",
        )
    ),
    later_patterns=(
        (
            r"(?:(?:i am|im|we are) )?(?:(?:very|really|too|quite|a bit|so|kind of) )?busy(?: (?:now|"
            r"right now|today|at the moment|atm))?"
        ),
        (
            r"(?:i am|im) (?:driving|at work|working|in a meeting|on the road|travelling|traveling)"
            r"(?: (?:now|right now))?"
        ),
        (
            r"(?:i )?(?:(?:have|got|ive got) no|dont have|dont have any|havent got|do not have) time"
            r"(?: (?:for this|now|right now|today))*"
        ),
        (
            r"(?:can you |could you )?(?:ask|remind|message|text|write|ping)(?: me)?(?: again)? "
            r"(?:later|tomorrow|tonight|next week)(?: today)?"
        ),
        r"(?:come|get) back (?:to me )?(?:later|tomorrow)",
        r"(?:i )?(?:cant|cannot|can not|wont)(?: (?:do (?:this|it|that)|answer|reply|talk))? (?:now|right now|atm|today|at the moment)",
        r"(?:can|could) (?:i|we) (?:do|answer) (?:this|it|that) later",
        (
            r"(?:i will|ill) (?:answer|do it|do this|reply|tell you|get back to you|respond)(?: \w+)? "
            r"(?:later|tomorrow|tonight)"
        ),
    ),
    opt_out=frozenset(
        (
            "stop",
            "stop it",
            "stop this",
            "stop that",
            "stop now",
            "stop all",
            "stopall",
            "stop everything",
            "leave me alone",
            "leave me be",
            "leave me in peace",
            "go away",
            "remove me",
            "opt out",
            "optout",
            "unsubscribe",
            "never again",
        )
    ),
    opt_out_patterns=(
        (
            rf"(?:(?:can|could|would|will) you )?(?:please )?(?:stop|quit) {_MESSAGING}(?:e|t)?ing"
            rf"(?: to)?(?: me| us)?(?: {_DETERMINERS}{_SURVEYS})?{_FOR_EVER}"
        ),
        (
            rf"(?:please )?(?:do not|dont|never)(?: ever)? {_MESSAGING}(?:e|n)?(?: to)? (?:me|us)"
            rf"(?: {_DETERMINERS}{_SURVEYS})?{_FOR_EVER}"
        ),
        rf"(?:please )?(?:do not|dont|never)(?: ever)? send (?:me |us )?{_DETERMINERS}{_SURVEYS}{_FOR_EVER}",
        rf"no more {_DETERMINERS}(?:of (?:this|these|that)|{_SURVEYS}){_FOR_EVER}",
        (
            r"i (?:do not|dont) want (?:to (?:get|receive|see|have) |(?:you to )?(?:ask|"
            rf"message) me )?{_DETERMINERS}{_SURVEYS}{_FOR_EVER}"
        ),
        rf"i (?:do not|dont) want to be (?:asked|messaged|contacted|texted|bothered|surveyed){_FOR_EVER}",
        rf"(?:please )?stop (?:with )?{_DETERMINERS}{_SURVEYS}{_FOR_EVER}",
        (
            r"(?:please )?(?:take|remove|get|delete) me (?:off|from|out of) (?:your|the|this|that) "
            r"(?:\w+ )?(?:list|lists|system|survey|surveys)"
        ),
        (
            r"(?:please )?(?:i (?:want|would like|wish|d like) to |id like to |how (?:do|can) i )?"
            r"(?:unsubscribe|opt out|opt me out|be removed)(?: me)?(?: (?:of|from) (?:this|these|it|"
            r"everything|all|your \w+|the \w+))?(?: (?:now|please))?"
        ),
    ),
    person_patterns=(
        (
            rf"{_WISH}(?:talk|speak|chat|get in touch|get in contact|be connected|get through)"
            rf"(?: directly)? (?:to|with) {_DETERMINERS}{_PERSON}{_MANNER}"
        ),
        (
            r"(?:(?:can|could|would) you )?(?:connect|transfer|put) me (?:to|with|"
            rf"through to) {_DETERMINERS}{_PERSON}{_MANNER}"
        ),
        rf"{_ASK_YOU}(?:call|phone|ring|contact)(?: me| us)(?: up)?(?: back)?{_MANNER}",
        rf"{_ASK_YOU}(?:get (?:back to|in touch with)|speak to|talk to) me{_MANNER}",
        rf"(?:(?:can|could) (?:you|{_DETERMINERS}{_PERSON}) )?give me a (?:call|ring){_MANNER}",
        (
            rf"i (?:want|need|would like|demand) (?:a|an|the|your|some) {_DETERMINERS}(?:{_PERSON}|"
            rf"call|callback|call back|phone call){_MANNER}"
        ),
        (
            r"(?:i (?:want|need) )?(?:a )?(?:human|person|real human|real person|real people|live agent|"
            r"agent|operator|call back|callback|the manager|a manager)(?: now)?"
        ),
        (
            r"(?:is there|are there|is) (?:a |an |any |some )?(?:human|humans|real person|person|"
            r"someone|anyone|anybody)(?: (?:there|here|i can (?:talk|speak) to))*"
        ),
    ),
    question_patterns=(
        (
            r"(?:where|when|what|who|how|which|why|whats|wheres|whens|whos|hows) (?:is|are|was|were|"
            r"am|do|does|did|can|could|will|would|should|has|have|time|about|come)\b"
        ),
        r"(?:whats|wheres|whens|hows) \w",
        (
            r"how (?:much|many|long|late|far|often|soon) (?:is|are|do|does|did|will|would|can|until|"
            r"before|before|to)\b"
        ),
        (
            r"(?:can|could|do|does|did|will|may|are|is|has|have) (?:i|you|we|there|it|my|the|your|"
            r"anyone|someone)\b"
        ),
    ),
    right=(
        *("yes", "yep", "yeah", "yup", "yes you did", "you did", "right", "that's right", "thats right"),
        *("correct", "that's correct", "exactly", "indeed", "true", "spot on", "you got it", "👍"),
    ),
    not_quite=(
        *("no", "nope", "nah", "not quite", "not really", "not exactly", "not at all", "wrong"),
        *("that's wrong", "that's not right", "not right", "not true", "no you didn't", "you didn't", "👎"),
    ),
    goes_on=(
        *("it", "its", "it's", "that", "that's", "the", "i", "i'm", "we", "they", "but", "because", "just"),
        *("actually", "only", "not", "everything", "and"),
    ),
    moods={
        "happy": "happy",
        "i am happy": "happy",
        "i was happy": "happy",
        "good": "happy",
        "it was good": "happy",
        "great": "happy",
        "it was great": "happy",
        "good and bad": "mixed",
        "both": "mixed",
        "a bit of both": "mixed",
        "mixed": "mixed",
        "neither": "neutral",
        "neither good nor bad": "neutral",
        "so so": "neutral",
        "ok": "neutral",
        "okay": "neutral",
        "it was ok": "neutral",
        "it was okay": "neutral",
        "neutral": "neutral",
        "unhappy": "unhappy",
        "not happy": "unhappy",
        "i am unhappy": "unhappy",
        "i am not happy": "unhappy",
        "bad": "unhappy",
        "it was bad": "unhappy",
    },
    commands={
        "feedback": "feedback",
        "give feedback": "feedback",
        "language": "language",
        "name": "name",
        "connect": "connect",
        "privacy": "privacy",
        "mydata": "mydata",
        "my data": "mydata",
        "mine": "mine",
        "forget": "forget",
        "forget me": "forget",
        "about": "about",
        "help": "help",
    },
)
