"""What comments are about: themes found by keyword patterns, in English.

The patterns are written from the names of the categories alone, so they are rough: they find most themes
that matter, and their counts are mentions, never shares. A comment may carry several themes or none. Each
name is the end of a text key, ``theme.NAME``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.report import CommentRow

EXAMPLE_CHARACTERS = 200

# Theme → what is looked for, as regular expressions of whole words; each line continues the alternatives.
_WORDS = {
    "delivery": r"""
        deliver(y|ies|ed|ing)?|shipp(ing|ed)|shipments?|couriers?|dispatch\w*
        (came|come|arriv\w+|got here|turned up|was|were|is|are|too|so|very|days?|hours?) (\w+ )?late
        never (came|arrived|showed up|turned up)|(not|\w+n't) (yet )?(arrived?|come)|on time
        arriv(ed|es?|ing|al)|parcels?|packages?|tracking|postman|in the post
    """,
    "waiting": r"""
        wait(s|ed|ing)?|queu(e|es|ed|ing)|(long|short) lines?|(too|so|very|really) (slow|long)|slow(ly)?
        took (\w+ ){0,3}(ages|forever|long|hours?|days?|weeks?|minutes?)|delay(s|ed)?|quick(ly)?|fast
        speed(y)?|prompt(ly)?|on hold|(hours?|ages|forever) (for|to)
    """,
    "price": r"""
        pric(e|es|ed|ey|ing|y)|expensive|cheap(er|est|ly)?|costs?|costly|overpriced|affordab\w+
        rip[- ]?off|discounts?|fees?|overcharg\w+|too much money|value for( the)? money|good value
        worth (it|the|every|my)|bargains?|waste of money
    """,
    "payment": r"""
        pay(ment|ments|ing)?|paid (twice|double)|invoic(e|es|ed|ing)|bill(ed|ing)|charged|receipts?
        credit card|(my|the) card|checkout
    """,
    "refund": r"""
        refund\w*|money back|return(s|ed|ing)? (it|them|policy|label|the|my)|returns|exchang(e|ed|ing)
        cancel\w*|guarantee|warranty|replacements?|send it back
    """,
    "quality": r"""
        quality|well[- ]made|badly made|poorly made|flims(y|ier)|sturd(y|ier)|durab\w+|material|fabric
        taste(s|d|less)?|tast(y|ier|iest)|delicious|fresh(er|est|ly)?|stale|bland|undercooked|overcooked
        burnt|(falls?|fell|comes?|came) (apart|off)|solid|craftsmanship|(wore|worn) out|smell(s|ed|y)?
        cold (food|coffee|soup|pizza|meal)|(was|were|is|came|arrived|stone|ice) cold
    """,
    "broken": r"""
        brok(e|en)|break(s|ing)?|defect(s|ive)?|damag(e|ed|es)|crack(s|ed)?|fault(y|s)?|scratch(ed|es)?
        dent(s|ed)?|leak(s|ed|ing|y)?|shattered|chipped|torn|ripped
        (does|did|do|is|was|would|could)(n't| not|nt) (even )?(work|start|turn on|charge)\w*
        stopped working|not working|crash(es|ed|ing)?|malfunction\w*|bugs?|error(s)?
    """,
    "wrong_item": r"""
        wrong (\w+ )?(item|size|colou?r|order|product|one|model|thing|address|part|dish|meal)\w*
        (not|\w+n't) what (i|we) (\w+ )?ordered|(was|were|is|are|something|item|part|piece)s? missing
        missing (item|part|piece|from)\w*|incomplete|instead of (the|what|a|my)|mixed up (my|the|our)
        not as (described|pictured|shown|advertised)|different from the (picture|photo|description)
    """,
    "packaging": r"""
        packag(ed|ing)|packed|wrapp(ed|ing)|box(es|ed)?|bubble wrap
    """,
    "staff": r"""
        staff|employees?|team|waiters?|waitress(es)?|servers?|cashiers?|drivers?|clerks?|manager
        (sales|shop) (assistant|person|people|woman|man)|salesm[ae]n|(nice|lovely|great|wonderful) people
        friend(ly|lier|liest|liness)|unfriendly|rude(ly|ness)?|polite(ly)?|impolite|kind(ly|ness)?(?! of)
        helpful|unhelpful|attentive|courteous|attitude|welcom(e|ed|ing)|arrogant|ignored
    """,
    "support": r"""
        customer (service|support|care)|support|help ?(desk|line)|call cent(er|re)|hotline
        complain(t|ts|ed)?|(solved|resolved|fixed) (my|the|it|our)|agents?
    """,
    "communication": r"""
        communicat\w+|inform(ed|ation)?|updates?|e-?mails?|phone(d)?|call(ed|s)? (me|us|back)
        no (answer|reply|response|word|news)|nobody (answer\w*|told|called|replied|said)
        never (told|called|answered|replied|heard)|repl(y|ies|ied)|respon(d|ds|ded|se|sive)|unclear
        confusing|misleading|explain(ed|s)?|kept (me|us) (informed|posted|waiting)|told (me|us)
        promis(e|ed|es)
    """,
    "ease": r"""
        eas(y|ier|iest|ily)|(hard|difficult|impossible|simple|tricky) to|difficult(y|ies)?|complicated
        simpl(e|er|y)|set(ting)?[- ]?up|install(ed|ing|ation)?|assembl(e|ed|y|ing)|instructions?|manual
        user[- ]friendly|intuitive|straightforward|effortless|cumbersome|hassle
    """,
    "website": r"""
        web ?sites?|web ?shop|online (shop|store|order\w*)|(the|your|this) (app|site|page)
        log(ging)?[- ]?in|passwords?|search(ing)? (function|bar)|basket|cart
    """,
    "selection": r"""
        selections?|variety|choices?|(product|wide|whole|large|small|great|good) range|assortment
        (out of|in|not in|back in) stock|sold out|unavailable|availab(le|ility)|menu|options?
        (wish|would like|hope)\w* (you|to see) (had|more|sold|offered)|vegan|vegetarian|gluten[- ]free
    """,
    "place": r"""
        clean(er|est|ly|liness)?|dirty|filth(y)?|mess(y)?|toilets?|restrooms?|bathrooms?|atmosphere
        ambien(ce|t)|ambiance|cosy|cozy|nois(e|y)|loud|music|crowded|parking|d[eé]cor(ation)?|seat(s|ing)?
        temperature|(opening|business) hours|location
    """,
    "fit": r"""
        siz(e|es|ed|ing)|too (small|big|large|tight|loose|short|wide)|fit(s|ted|ting)?|didn'?t fit
        (small|larg|bigg|tight|loos|short|wid)er than|comfort(able|ably)?|uncomfortable|colou?rs?
    """,
}

_PATTERNS = {
    name: re.compile(
        rf"\b(?:{'|'.join(line.strip() for line in words.strip().splitlines())})\b", re.IGNORECASE
    )
    for name, words in _WORDS.items()
}

THEMES = tuple(_PATTERNS)
"""Every theme's name."""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many comments mention a theme, and the newest of them, at most 200 characters."""

    theme: str
    n: int
    example: str


def themes_in(text: str) -> tuple[str, ...]:
    """The names of the themes that a comment mentions, in the order of ``THEMES``."""
    plain = text.replace("\u2019", "'")  # phones type the curly apostrophe
    return tuple(name for name, pattern in _PATTERNS.items() if pattern.search(plain))


def top_themes(comments: Iterable[CommentRow], happy: bool) -> tuple[ThemeCount, ...]:
    """The themes of the happy comments, or else of the unhappy ones: most mentioned first.

    ``comments`` come newest first. A comment counts once for each of its themes.
    """
    counts: dict[str, int] = {}
    examples: dict[str, str] = {}
    for comment in comments:
        if comment.happy if happy else comment.unhappy:
            for theme in themes_in(comment.text):
                counts[theme] = counts.get(theme, 0) + 1
                examples.setdefault(theme, shortened(comment.text))
    ranked = sorted(counts, key=lambda theme: (-counts[theme], THEMES.index(theme)))
    return tuple(ThemeCount(theme, counts[theme], examples[theme]) for theme in ranked)


def shortened(text: str, longest: int = EXAMPLE_CHARACTERS) -> str:
    """The text on one line, cut at a word and ended with "…" where it is longer than ``longest``."""
    flat = " ".join(text.split())
    if len(flat) <= longest:
        return flat
    cut = flat[: longest - 1]
    head, space, _ = cut.rpartition(" ")
    # A text without spaces, or with a last word that is most of it, is cut inside the word.
    return (head if space and len(head) > longest // 2 else cut).rstrip(" ,;:.") + "…"
