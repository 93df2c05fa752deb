"""How people answer in English."""

from __future__ import annotations

from bot.core.lexicon import Lexicon, answers, remarks, valued
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
    **valued(
        {
            1: "totally disagree | completely disagree | disagree completely | disagree totally | not at all",
            2: "don't agree | do not agree | i don't agree",
            3: "kinda disagree | partly disagree | sort of disagree | don't really agree | not really",
            4: "neither nor | undecided | in the middle | in between",
            5: "kinda agree | kind of agree | sort of agree | partly agree | agree a bit | agree somewhat",
            6: "mostly agree | i do agree",
            7: "totally agree | fully agree | completely agree | absolutely agree | definitely agree | 100% agree"
            " | agree completely | agree totally | agree 100% | wholeheartedly agree | couldn't agree more",
        }
    ),
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
    **valued(
        {
            1: "not ~ at all | not at all ~ | so not ~ | totally not ~ | really not ~",
            2: "not ~ | not very ~ | not really ~ | not too ~ | not that ~ | not so ~ | not particularly ~",
            4: "~ | quite ~ | pretty ~ | fairly ~ | mostly ~ | reasonably ~ | generally ~ | somewhat ~ | kinda ~",
            5: "very ~ | extremely ~ | completely ~ | totally ~ | really ~ | super ~ | so ~ | fully ~ | absolutely ~"
            " | 100% ~ | more than ~ | v ~ | very very ~ | really really ~",
        },
        "satisfied",
        "happy",
        "pleased",
    ),
    **valued(
        {
            1: "very ~ | extremely ~ | completely ~ | totally ~ | really ~ | super ~ | so ~ | absolutely ~",
            2: "~ | quite ~ | pretty ~ | somewhat ~ | a bit ~ | fairly ~ | rather ~ | kinda ~",
        },
        "dissatisfied",
        "unsatisfied",
        "unhappy",
    ),
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
    **valued(
        {
            1: """yea | yh | yess | yesss | aye | sure | sure did | sure thing | definitely | absolutely
                | of course | for sure | i do | i would | i did | it did | it was | they did | you did | yes i do
                | yes i would | yes i did | yes it did | yes it was | yes they did | yes you did | yes very | yes very much
                | very much | very much so | yes definitely | yes absolutely | totally | all good | yes all good
                | yes of course | yes for sure | hell yes | hell yeah | indeed""",
            0: """nop | naw | nay | noo | nooo | no way | never | hell no | no it wasn't | it wasn't | it didn't | no it didn't
                | they didn't | no they didn't | you didn't | no you didn't | i don't | i wouldn't | no i don't | no i wouldn't
                | nah mate | no mate | nope mate | nah bro | no man | nah man | nah not for me | not one bit | not in a million years | not a chance | no chance | not likely | unlikely | fat chance | not for me | not anymore | not any more | not again | nah not really | nah not yet | i doubt it | doubt it | wouldn't say so | i don't think so | don't think so | not that i know | no sorry not really | absolutely not | definitely not | of course not | terrible | awful | sadly not | sadly no
                | unfortunately not | unfortunately no | afraid not | i'm afraid not | no not yet | nope not yet | no not really
                | nope not really | not in the slightest | not even close""",
        }
    ),
}
_DEGREES = """nothing | seriously | majorly | massively | hugely | incredibly | properly | genuinely | utterly | deeply | honestly | bitterly | rather | proper | dead | bit of a | slightly | completely | mostly | generally | surprisingly | very | super | so | really | too | pretty | quite | absolutely | totally | just | extremely | all | simply
    | truly | well | soo | sooo | bit | a bit | a little | tbh | overall | as always | as usual | though | tho | thanks"""
_JUDGED = """special | pricey | tidy | worst service ever | best service ever | great | good | amazing | awesome | excellent | perfect | brilliant | fantastic | lovely | nice | wonderful
    | superb | outstanding | easy | quick | smooth | simple | tasty | delicious | yummy | friendly | helpful | decent
    | ok | okay | fine | average | mediocre | meh | poor | terrible | awful | horrible | rubbish | crap | shit
    | disappointing | disgusting | unacceptable | slow | expensive | pricey | difficult | confusing | complicated
    | disappointed | happy | satisfied | impressed | not good | not great | not bad | not happy | not easy
    | not impressed | could be better | could do better | love it | loved it | hated it | no complaints | no issues
    | no problems | would recommend | highly recommend | recommend | recommended | well done | thank you | keep it up
    | as always | every time | no doubt | without a doubt | best ever | the best | great service | good service
    | excellent service | poor service | bad service | terrible service | amazing service | great food | good food
    | let down | gutted | underwhelmed | underwhelming | overpriced | unprofessional | rude | shocking | dreadful | appalling | annoyed | angry | fuming | sad | mixed | a shambles | a disaster | a joke | waste of money | waste of time | never again | pleased | delighted | chuffed | over the moon | spotless | flawless | faultless | top notch | spot on | first class | love you guys | would buy again | will buy again | would order again | will order again"""
_UNCOUNTED = (
    r"the\s+(?!wrong|same|other|right|last|first)[a-z]|(?:your|my|their|this|it|its|it's|everything|there)\s+[a-z]|"
    r"(?:you|they|we)\s+(?:guys|rock|are|were|did|never|always|love|loved|really|all|will|still|should|could|need)\b|"
    r"(?:you're|they're|we're|i'm)\s|i\s+(?:am|was|love|loved|hated?|think|really|just|will|can|can't|never|still)\b|"
    r"(?:service|delivery|food|quality|communication|packaging|shipping|price|website|app|product|driver|courier|"
    r"waiter|waitress|support|order|parcel|package|checkout)\s+(?:was|is|came|arrived|took|could|never|didn'?t|wasn'?t|"
    r"isn'?t|hasn'?t|great|good|bad|late|slow|ok|excellent|poor|terrible|fast|quick|amazing|perfect)\b"
)
_YES = "yes|yep|yeah|yea|yh|yup|yess|sure|absolutely|definitely|totally|oh yes"
_NO = "no|nope|nah|naw|nop|noo|sadly|unfortunately|oh no"
_STATES = "sorted|fixed|solved|resolved|settled|handled|refunded|replaced|dealt with|sorted out|taken care of|done|working"

_MESSAGING = r"(?:ask|messag|text|call|contact|bother|pester|spam|email|ping|writ|send|annoy|disturb|nagg?)"
_SURVEYS = (
    r"(?:surveys?|messages?|questions?|texts?|emails?|notifications?|feedback requests?|spam|stuff|things)"
)
_FOR_EVER = r"(?: (?:again|anymore|any more|ever|now|for good|at all|already|about this|about it))*"
_THEN = (
    r"(?:later|later on|later today|later tonight|tomorrow|tonight|this evening|in the (?:morning|evening|afternoon)|next week|"
    r"next time|another (?:time|day)|some other (?:time|day)|in a (?:bit|while|minute|min|sec|few|couple of hours)|in an hour|"
    r"in (?:\d+|five|ten|a few) (?:min|mins|minutes|hours|days)|after (?:work|dinner|lunch|school|the weekend|this)|soon|"
    r"when (?:i am|im) (?:home|back|free|done|off work|less busy)|when i (?:get|have|finish)(?: (?:home|time|back|a minute|a sec|a moment|"
    r"work))*|at the weekend|on the weekend|at lunch|tmrw|tmr|2moro|l8r)"
)
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

_NO_NOUN = (
    r"people|men|women|children|kids?|guys|staff|of|out|off|them|these|those|more|less|still|already|only|just|even|also|then|"
    r"now|later|ago|and|or|not|never|all|both|other|another|extra|plus|pair|dozen|were|are|was|have|had|been|came|come|got|"
    r"went|left|sent|broke|fish|big|small|large|new|old|min|day|week|month|year|hour|time|inch|pound|euro|item|piece|star|pack|seater|course|fold|way|"
    r"point|out|percent|mile|metre|kilo|grand|eleven|twelve|which|that|who|from"
)
_BEGINNING = (
    r"(?:i|you|u|we|they|he|she)\s+(?!ordered|bought|got\b|received|wanted|asked|paid|sent|chose|picked|tried|have\b)[a-z]|"
    r"(?:i'?ve|i'?d|im|u\s+guys|you'?ve|we'?ve|they'?ve|he's|she's|nobody|no\s*one|everyone|everybody|someone|somebody)\s+[a-z]|"
    r"love\s+(?!songs?\b|letters?\b|hearts?\b)[a-z]|like\s+(?:the|your|how|it|that|this)\b|"
    r"(?:loved|hated?|enjoyed|loving|liked|thank|thx|ty|congrats|kudos|shout\s*out|keep\s+(?:it|up|doing)|shame|sorry|sadly|"
    r"unfortunately|luckily|honestly|tbh|imo|because|with/|despite|however|considering|compared|especially|waited|nothing|had\s+an?|"
    r"what\s+an?|such\s+an?|as\s+(?:always|usual|expected|described)|always|(?:a\s+|little\s+|wee\s+)bit|not\s+(?:what|as|the|worth|sure|very|so|"
    r"too|a|my|really|happy|impressed|bad|good|great)|w/|nicely|every\s+time)\b\s*[a-z]|"
    r"(?:would|will|wouldn'?t|won'?t|wld)\s+(?:not\s+|never\s+|definitely\s+|def\s+|highly\s+|happily\s+|have\s+)*(?:recommend|recomend|order|"
    r"buy|go|come|use|shop|return|visit|be\s+back|liked|loved|preferred|been|like|love|prefer)\b|"
    r"had\s+to\s+(?:call|phone|wait|ask|chase|email|write|contact|drive|queue|pay|ring|go|explain|repeat|fight|beg|reorder|do)\b|"
    r"(?:didn'?t|don'?t|couldn'?t|can'?t)\s+(?:like|enjoy|expect|know|feel|want|understand|recommend|fault|ask|believe|wait|care|even|really|see|say|think)\b|"
    r"could\s+(?:be|do|have)\b|(?:worst|best)\s+[a-z]+\s+(?:ever|i|in|so)\b|"
    r"(?:great|good|bad|poor|terrible|awful|amazing|excellent|lovely|nice|friendly|rude|fast|quick|slow|horrible|fantastic|"
    r"brilliant|decent|average|cheap|fair|awesome|perfect|worst|best|helpful|late|super\s+\w+)\s+(?:service|staff|food|quality|value|delivery|experience|"
    r"communication|support|packaging|price|customer|atmosphere|place|shop|shipping|team|guy|driver|product|app|website)\b|"
    rf"(?!(?:{_NO_NOUN})\b)[a-z]+(?<!s)(?<!ed)(?<!ly)\s+(?:broke|broken|snapped|cracked|leaks|leaked|leaking|fell|came|arrived|was|is|isn'?t|wasn'?t|"
    r"didn'?t|doesn'?t|hasn'?t|never|took|keeps|kept|stopped|tore|ripped|won'?t|has|tasted?|tastes|smells|smelled|looks|"
    r"looked|feels|felt|faded|stinks|rocks|rules|sucks)\b"
)
_GOES_ON = r"(?:and|but|for|with|from|as|at|when|though|tho|until|because|bc|since|every|again|to)\b(?!.*\b(?:others?|rest|one|ones|\d+)\b)"

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
        **valued(
            {
                3: "thre",
                5: "fiv | fvie",
                7: "sevn | sevven",
                8: "eigth | eihgt | eigh | eightt",
                9: "nien",
                10: "tenn",
            }
        ),
    },
    number_glue=frozenset(
        (
            *("a", "an", "and", "or", "to", "from", "between", "point", "half", "quarter"),
            *("somewhere", "maybe", "perhaps", "about", "around", "almost", "nearly"),
        )
    ),
    out_of=("out of", "of", "outta", "outof", "out"),
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
        "prob(?:s|ably|aly|ly)?",
        "def(?:f?o|s)?",
        "definitely",
        "tbh",
        "imh?o",
        "sure",
        "only",
        "good",
        "big",
        "easy",
        "firm",
        "fat",
        "(?:i'?d|i would|i'?ll|i will|i'?m gonna|gonna|let'?s) (?:go|go (?:with|for)|say|put|give|pick)",
        "(?:it'?s |this is |that'?s )?(?:gotta|got to|has to|must|should) be",
        "(?:it|that|this|they|you|was|were) (?:was|were|is|gets?|deserves?)",
        "(?:rating|score|rate)(?: of| is|:)?",
        "(?:call|make) (?:it|that)",
        "(?:bit|kind|sort|more) of",
        "lower|low|high|higher",
        "for me",
        "from me",
        "feeling",
        "felt",
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
        r"hardly|instead|saw|seen|read|shows|showed|advertised|listed|claimed|promised|reviews?|"
        r"would\s+(?:be|have)|would'?ve|could\s+(?:be|have)|should\s+(?:be|have)|to\s+(?:be|get|"
        r"make|reach)|used|"
        r"normally|usually|if|unless|until|almost|nearly|minus|off|lost|lose|lower|less|more|"
        r"expected|last\s+time|"
        r"previous|previously|before|others?|they|he|she|wife|husband|friends?)\b"
    ),
    condition_regex=r"(?:if|unless|once|when|were\s+it|had\s+it|online|on\s+(?:google|the\s+(?:internet|web|website))|reviews?)\b",
    after_rating=(
        *("thx", "tnx", "ty", "cheers", "x", "xx", "xxx", "xo", "lol", "lmao", "haha*", "hehe*"),
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
    remark_regex=remarks(
        _DEGREES,
        _JUDGED,
        "was | it was | is | its | it's | everything was | all was | felt",
        rf"{_UNCOUNTED}|{_BEGINNING}",
        _GOES_ON,
    ),
    shortened=valued(
        {
            "you": "u | ya | yall",
            "your": "ur | yr",
            "are": "r",
            "to": "2",
            "for": "4",
            "please": "pls | plz | plss | pleez",
            "thanks": "thx | tnx | thnx",
            "with": "w",
            "because": "bc | bcuz | bcos",
            "want to": "wanna",
            "going to": "gonna",
            "have to": "gotta",
            "dont know": "dunno",
            "right now": "rn",
            "messaging": "msging | msgin | mssging",
            "message": "msg | mssg",
            "messages": "msgs | mssgs",
            "someone": "sm1 | some1",
            "anyone": "any1",
            "tomorrow": "tmrw | tmr | tmw | 2moro | tomoz",
            "tonight": "tonite | 2nite",
            "i am": "im",
            "i will": "ill",
            "would": "wld",
            "could": "cld",
            "later": "l8r | l8er",
        }
    ),
    tail_regex=(
        r"from me|for me|i'?d say|i (?:guess|think|suppose|reckon|say)|imh?o|tbh|prob(?:s|ably)?|maybe|easily|"
        r"at (?:most|best|least)|max|or so|in my opinion|all day|all the way"
    ),
    joiners=("and", "or", "plus", "also", "then", "the"),
    connectives=("because", "cause", "cos", "cuz", "since", "but", "though", "although"),
    courtesies=(
        "please",
        "pls",
        "plz",
        "thanks",
        "thank you",
        "thx",
        "ty",
        "tysm",
        "tnx",
        "cheers",
        "ta",
        "mate",
        "actually",
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
    skip_patterns=(
        r"(?:id |i would |i )?(?:rather|prefer|refuse|choose)(?: (?:not|not to|to not|to))+ (?:say|answer|comment|respond|share|reply|tell|rate|disclose)(?: (?:this|that|this one|it|you|sorry|tbh|at all))*",
        r"(?:i )?(?:dont|do not|wont|will not|wouldnt|am not going to|not going to)(?: (?:want to|like to|care to|wish to|feel like|really))* (?:answer|answering|say|saying|comment|commenting|respond|rate|rating|reply|share)(?: (?:this|that|this one|it|anything|the question|sorry|here))*",
        r"(?:i )?(?:got |have |ive got )?nothing (?:more |else )?to add",
        (
            r"(?:(?:no|nah|nope) )?(?:(?:i |ive |we )?(?:have |got |dont have |havent got )?)?(?:nothing|nowt|anything|not much)"
            r"(?: (?:much|really|rly|rlly|more|else|in particular|special|specific))*(?: (?:to (?:add|say|report|tell you|"
            r"share|mention|comment)|from me|i can think of|comes to mind|springs to mind))?(?: (?:right now|atm|really|rly|rlly|tbh|sorry|mate|honestly|off the top of my head))*"
        ),
        r"(?:i )?(?:cant|cannot|couldnt) (?:really )?(?:say|think of (?:anything|any|one)|remember|decide)(?: (?:sorry|really|tbh))*",
        r"(?:i )?(?:have |got |ive got )?no (?:comment|comments|idea|opinion|clue|answer|suggestions?|thoughts)(?: (?:really|tbh|sorry|from me|here|at all|to (?:add|make)))*",
        r"(?:id |i would )?(?:rather|prefer) (?:not|not to)(?: (?:say|answer|comment|respond))?(?: (?:this|that|this one))*",
        r"(?:lets |can we |can i |please |i want to |i wanna |ill )?(?:skip|pass on|pass)(?: (?:this|that|the|question|one|it|over|please))*",
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
        rf"(?:(?:i am|im|i will|ill|will|gonna|going to|let me|i|can|we|ok|maybe) )*(?:answer|do|reply|tell|get back|come back|respond|rate|fill|let|write|text|message|send|type|check|look|finish)(?: (?:you|it|this|that|to|in|out|back|u|know|more|properly|something|my|feedback|review))* {_THEN}(?: (?:ok|please|today|promise))*",
        r"not (?:right now|now|just now|just yet|at this time)(?: (?:im|i am|too|busy))*",
        (
            r"(?:(?:i am|im|we are) )?(?:(?:very|really|too|quite|a bit|so|kind of) )?busy(?: (?:now|"
            r"right now|today|at the moment|atm))?"
        ),
        (
            r"(?:(?:i am|im|were|we are|kinda|bit|a bit|still|just|currently|sorry) )*(?:driving|at work|working|in a meeting|"
            r"in meetings|on the road|on the phone|on a call|on the bus|on the train|travelling|traveling|cooking|shopping|out|"
            r"at the gym|in bed|asleep|sleeping|in class|at school|in a rush|in a hurry|rushing|swamped|tied up|caught up|"
            r"with (?:a customer|someone|the kids)|on holiday|not free|not available|not home|not at home|out and about|busy)"
            r"(?: (?:now|right now|rn|atm|at the moment|today|at the mo|currently|sorry))*"
        ),
        (
            r"(?:i )?(?:(?:have|got|ive got) no|dont have|dont have any|havent got|do not have) time"
            r"(?: (?:for this|now|right now|today))*"
        ),
        (
            r"(?:(?:can|could|would|will) you |please |maybe |just )*(?:ask|remind|message|text|write|ping|try|catch|hit|"
            r"get back to|come back to|check back with)(?: (?:me|up))*(?: (?:again|back|about this))*"
            rf" {_THEN}(?: (?:today|please|instead|maybe))*"
        ),
        r"(?:come|get) back (?:to me )?(?:later|tomorrow)",
        (
            r"(?:i )?(?:cant|cannot|can not|wont)(?: (?:do (?:this|it|that)|answer|reply|talk|chat|type|text|write))*"
            r" (?:now|right now|rn|atm|today|at the moment|just now|yet)"
        ),
        r"(?:can|could) (?:i|we) (?:do|answer) (?:this|it|that) later",
        (
            r"(?:i will|ill|will|i can|i might|gonna|im gonna|let me) (?:answer|do (?:it|this|that)|reply|tell you|get back to you|"
            rf"respond|rate (?:it|you|this)|fill (?:it|this) (?:in|out)|let you know|write|text|message)(?: \w+)? {_THEN}"
        ),
        (
            r"(?:(?:sorry|im|i am|were|just|still|currently) )+(?:at|in|on) (?:(?:a|an|the|my|our) (?!loss|fence|limit|end|opinion|view|mind)\w+(?: \w+)?|work|"
            r"school|uni|hospital|church|traffic|transit|town|holiday|shift|duty|lunch|break)(?: (?:now|right now|rn|atm|sorry|today))*"
        ),
        rf"(?:(?:can|could|shall|may|lets) )?(?:(?:we|i|you|us) )?(?:(?:please|maybe|rather) )*(?:do|answer|fill|finish|talk|speak|chat|reply|rate|look at|get to|come back to|discuss|handle)(?: (?:this|it|that|about it|about this|in|to this|to you|me))* {_THEN}(?: (?:please|maybe|instead|ok))*",
        rf"(?:(?:maybe|perhaps|some|try|ask me|rather) )*{_THEN}(?: (?:please|maybe|instead|ok|then|if thats ok))*",
        r"(?:(?:not|its not|its|this isnt|isnt|now isnt|nows not) )+(?:a |the |really )*(?:good|great|best|bad|right) (?:time|moment)(?: (?:now|right now|rn|sorry))*",
        r"(?:just )?(?:give me|gimme|need) (?:a|an|one|some|\d+|five|ten|couple|a couple|few|a few)(?: (?:of|more))? ?(?:sec|secs|second|seconds|min|mins|minute|minutes|hour|hours|bit|moment|day|days|time)",
        r"(?:one|a|just a|wait a|hang on a|hold on a)? ?(?:sec|second|min|minute|moment|mo|hang on|wait|wait a bit)(?: (?:please|hold on|hang on))*",
        r"(?:i )?(?:gotta|got to|have to|need to|must) (?:go|run|dash|leave|work|drive)(?: (?:now|right now|rn|sorry))*",
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
            "unsub",
            "enough",
            "enough already",
            "stop please",
            "end",
            "quit",
            "lose my number",
            "get lost",
            "piss off",
            "fuck off",
            "do not contact",
            "no more",
            "never again",
        )
    ),
    opt_out_patterns=(
        rf"(?:please )?(?:i )?(?:really )?(?:do not|dont|no longer|never)(?: (?:want|wish|need|like|care))+(?: (?:to|any|more|of))*(?: (?:get|getting|receive|receiving|see|have|be sent|hear from you|you to (?:send|text|message)(?: me)?))?(?: {_DETERMINERS}(?:this|these|those|that|them|{_SURVEYS}))?(?: (?:anymore|any more|again|ever again|any longer|from (?:you|now on)))+",
        rf"(?:please )?(?:i )?(?:do not|dont|no longer) (?:want|wish|like) to (?:get|receive|be sent) {_DETERMINERS}(?:this|these|those|that|them|anything|any|{_SURVEYS})(?: (?:stuff|anymore|any more|again|please|from you))*",
        r"(?:please )?no more (?:messages|texts|of these|surveys|contact)(?: (?:please|thanks|thank you|ever|to me|from you))*",
        (
            rf"(?:(?:can|could|would|will) you )?(?:please )?(?:stop|quit) {_MESSAGING}(?:e|t)?ing"
            rf"(?: to)?(?: me| us)?(?: {_DETERMINERS}{_SURVEYS})?{_FOR_EVER}"
        ),
        (
            rf"(?:please )?(?:do not|dont|never)(?: ever)? {_MESSAGING}(?:e|n)?(?: to)? (?:me|us)"
            rf"(?: {_DETERMINERS}{_SURVEYS})?{_FOR_EVER}"
        ),
        rf"(?:please )?(?:do not|dont|never)(?: ever)? send (?:me |us )?{_DETERMINERS}{_SURVEYS}{_FOR_EVER}",
        rf"(?:please )?no more {_DETERMINERS}(?:of (?:this|these|that)|{_SURVEYS}|messaging|texting|contact|asking){_FOR_EVER}",
        rf"(?:enough|im (?:sick|tired|fed up)|i am (?:sick|tired|fed up)|fed up|sick|tired)(?: (?:with|of))+ {_DETERMINERS}(?:this|these|it|{_SURVEYS}){_FOR_EVER}",
        rf"(?:please )?(?:do not|dont|never)(?: ever)? {_MESSAGING}(?:e|n)?(?: {_DETERMINERS}{_SURVEYS})?(?: (?:again|anymore|any more|ever))+",
        rf"(?:please )?(?:stop|quit) {_MESSAGING}(?:e|t)?ing(?: to)?(?: me| us)?(?: (?:these|this|those|that|them|it|all this|all these|so much|so many|such|stupid|things|stuff|crap|rubbish|junk|shit|{_SURVEYS}))*{_FOR_EVER}",
        r"(?:please )?(?:do not|dont|never)(?: ever)? send (?:me |us )?(?:these|this|those|that|anything|any of this|any of these|crap|junk)(?: (?:stuff|things|again|anymore|any more|please))*",
        r"(?:please )?(?:leave|let) (?:me|us) (?:alone|be|in peace)(?: (?:please|now|already|with (?:this|these|your) \w+))*",
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
        rf"(?:(?:i|we|can|could|would|may|really|just|please|want|need|like|prefer|wish|have|love|demand|let|me|us|id|to|wanna|gotta|got) )+(?:talk|speak|chat|get in touch|be connected|get through|get hold|deal|be put through|be transferred)(?: directly)? (?:to|with|of) {_DETERMINERS}(?:real )?{_PERSON}(?: real| human| else| there| please| instead of (?:a|this) \w+)*{_MANNER}",
        rf"(?:(?:i|we|can|could|would|really|just|please|want|need|like|prefer|get|have|give|send|find|me|us|id|to|a|an|the|some|help|from|wanna|may) )*(?:need|want|get|have|prefer|find)(?: (?:me|us|to|some|help from|help of|assistance from|to talk to|to speak to))* {_DETERMINERS}(?:human|human being|person|someone|somebody|real someone|agent|manager|supervisor|operator|representative|rep|employee|customer service|customer support|customer care|support agent|live chat|support)(?: (?:please|now|asap|here|instead|who can help(?: me)?|not a (?:bot|robot|machine)))*",
        rf"(?:(?:i|we|want|need|would like|id like|please|have|get|wanna) )*(?:someone|somebody|a person|a human|an agent|a manager|the manager|customer service|anyone) (?:to )?(?:call|ring|phone|contact|help|get back to|speak to|talk to|text|get in touch with)(?: (?:me|us))?(?: back)?{_MANNER}",
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
        rf"(?:(?:can|could|would|will|please|just|you) )*(?:get|give|find|bring|send|pass|hand)(?: (?:me|us|this))?(?: (?:to|over to|on to|through to))? {_DETERMINERS}{_PERSON}(?: (?:please|to (?:talk|speak) to|who can help))*{_MANNER}",
        rf"(?:(?:can|could|will|would) )?{_DETERMINERS}{_PERSON} (?:call|phone|ring|contact|help|get in touch|reply|answer|reach out|get back to|speak to|talk to)(?: (?:with|to))?(?: (?:me|us))?(?: back)?{_MANNER}",
        rf"(?:{_DETERMINERS})(?:human|real person|person|live agent|agent|manager|supervisor|customer service|customer support|operator|representative|support agent)(?: (?:please|pls|plz|now|asap|required|needed|thanks))+",
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
    yes_patterns=(
        answers(
            _YES,
            rf"\w+|{_STATES}",
            "but|right|what|when|where|why|who|how|if|maybe|and no|if only|not|no|never|still|however|except|only|until|wasnt|isnt|didnt|hasnt|havent|dont|doesnt|cant|wont|bad|late|wrong",
        ),
        rf"(?:(?:its|it is|it was|it has|thats|everything|everythings|all|problem|issue|the|finally|now|they|you|guys|has|have|is|was|got|been|we|are|you|ive) )+(?:{_STATES})(?: (?:now|thanks|finally|already|quickly|today|for me|it))*",
        r"all (?:good|fine|sorted|ok|done|perfect)(?: (?:now|here|thanks|mate|then))*",
    ),
    no_patterns=(
        answers(
            _NO,
            "still|nothing|never|same|the same|not|its|it|they|you|u|nobody|noone|one|i|im|ive|we|weve|havent|hasnt|isnt|didnt|dont|doesnt|wasnt|"
            "just|reply|answer|response|refund|change|news|the|my|worse|only",
            "but|problem|problems|complaint|complaints|issue|issues|worries|great|good|perfect|fine|amazing|love|loved|excellent",
        ),
        rf"(?:(?:its|it is|im|i am|i|ive|its just|we are) )?still (?:the same|same|nothing|waiting|broken|missing|unresolved|not (?:{_STATES}|arrived|here|there|received|good|right|happy)|no (?:refund|reply|answer|news|change))(?: (?:here|sorry|though|tho))*",
        r"(?:i |we )?still (?:havent|have not|hasnt|didnt|dont|isnt|its not|no one|nobody|no) .{1,40}",
        r"(?:nothing|not a thing|nothing has|nothings|not much) (?:changed|happened|improved|done)(?: (?:yet|so far|at all|since))*",
        r"(?:its |it is )?(?:the )?same (?:as before|problem|issue|thing|again|story)",
        rf"(?:its |it is |it was |thats )?not (?:{_STATES})(?: (?:yet|at all|properly|really))*",
    ),
    right=(
        *(
            "that's spot on",
            "that's about right",
            "that's exactly right",
            "that's perfect",
            "that's true",
            "that's fair",
            "fair enough",
            "fair",
        ),
        *(
            "that's all correct",
            "you've got it",
            "you have it",
            "got it right",
            "you got that right",
            "you got it right",
            "yes it is",
            "yes it was",
        ),
        *(
            "that's it",
            "it is",
            "it was",
            "bang on",
            "perfect",
            "pretty much",
            "yea",
            "yess",
            "sure",
            "absolutely",
        ),
        *(
            "definitely",
            "you nailed it",
            "nailed it",
            "that's me",
            "that's what i meant",
            "that's what i said",
            "all correct",
        ),
        *(
            "sounds right",
            "sounds about right",
            "looks right",
            "looks good",
            "totally",
            "all right",
            "that's the one",
            "of course",
        ),
        *(
            "that's exactly it",
            "all good",
            "100%",
            "understood",
            "you understood",
            "that's about it",
            "for sure",
            "very much",
        ),
        *("yes", "yep", "yeah", "yup", "yes you did", "you did", "right", "that's right", "thats right"),
        *("correct", "that's correct", "exactly", "indeed", "true", "spot on", "you got it", "👍"),
    ),
    not_quite=(
        *(
            "that's not true",
            "that's not correct",
            "that's not accurate",
            "it isn't",
            "it's not",
            "it's wrong",
            "nothing like it",
            "nothing like that",
        ),
        *(
            "that's not it",
            "that isn't it",
            "that isn't right",
            "not what i meant",
            "that's not what i meant",
            "not what i said",
        ),
        *(
            "that's not what i said",
            "incorrect",
            "that's incorrect",
            "you misunderstood",
            "misunderstood",
            "completely wrong",
        ),
        *(
            "totally wrong",
            "all wrong",
            "way off",
            "not even close",
            "not it",
            "nop",
            "naw",
            "no way",
            "absolutely not",
        ),
        *(
            "not correct",
            "not accurate",
            "sort of",
            "kind of",
            "kinda",
            "partly",
            "almost",
            "half right",
            "that's false",
            "false",
        ),
        *(
            "i didn't say that",
            "i never said that",
            "i didn't mean that",
            "you got it wrong",
            "you got that wrong",
            "not entirely",
        ),
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
