"""Words that customers use and VADER's lexicon lacks: valences on its scale, −4 very bad … 4 very good.

Our own judgement, of what a word says when it stands in a comment about a product, a delivery, an app, a
meal, a room or a person who served somebody. ``_`` at an end stands for the usual endings of that word.
"""

from __future__ import annotations

from collections.abc import Mapping

_BY_VALENCE: Mapping[float, str] = {
    3.0: """
        10/10 5/5 9/10 amazeballs bomb delectable divine exceptional exquisite faultless flawless
        flawlessly goat goated heavenly impeccable impeccably mouthwatering outstanding phenomenal
        scrumptious sensational spotless stellar stunning sublime superb unbeatable unforgettable
        unmatched unreal
    """,
    2.2: """
        4/5 8/10 accommodating ace addictive affordable amazin attentive authentic awsome bangin
        banging bargain beautifull beautifully bliss chuffed classy comfy cosy courteous cozy crisp
        crispy delicious delish dope durable easily efficient efficiently effortless effortlessly
        excelent fab fantastically favorite favourite fire flavorful flavourful fluffy freindly fresh
        gem generous gentle gorgeous goto gr8 helpful hospitable immaculate indulgent intuitive
        invaluable juicy knowledgeable legit lightning lit love lush luv luxurious neat obliging
        perfectly personable plush polite pristine professional professionally prompt promptly
        punctual quick quickly reasonable reasonably recommend recommended reliable responsive roomy
        scrummy seamless seamlessly slaps sleek slick smooth smoothly snug spacious speedy spotlessly
        steal sturdy stylish succulent swift tasty tender tidy timely treat versatile welcoming
        worthwhile yum yumm yummy
    """,
    1.2: """
        again clean clear compact compliment compliments convenient conveniently decent easy fast
        filling fits flattering flexible functional handy hot instant instantly lightweight loyal
        modern organised organized plenty portable practical quiet regular repeat replaced simple soft
        solid sorted stocked straightforward upgrade upgraded warm warmly well
    """,
    -1.2: """
        allegedly apparently average basic bland blurry boring bulky canceled cancelled cheaply chewy
        chipped clumsy clunky cramped creased crowded crumbs dated dear dense dim dirty disorganised
        disorganized downgrade downgraded draughty dry dull dusty expensive faded faint fiddly flat
        flimsy frozen generic glitch greasy grumpy hair hairs hidden inconvenient incorrectly itchy
        lag late later loud lukewarm lumpy mediocre meh mid missing mistake mistakes noisy oily
        outdated overcooked oversized parking pending pieces pricey pricy queue queued queues queuing
        refund refunded refunding return returned rough runny salty scratchy shrank shrink shrunk
        slippery slow slower slowly small smaller smell smelled smells smelly smelt soggy sour stain
        stained stains stale steep sticky stiff stuck supposedly tasteless thin tight tiny tough
        unanswered unclear uncomfortable undersized underwhelmed uneven unfinished unhelpful uninstall
        unless unresponsive update voicemail wait waited waiting waits wobbles wobbly worn wrinkled
    """,
    -2.3: """
        2/10 2/5 3/10 abrupt ads beware bogus bounced brok broke broken bug buggy bugs cancelling
        cockroach cockroaches cold complain complained complaining complaint complaints condescending
        contaminated counterfeit crack cracked cracks crap crash crashed crashes crashing damage
        damaged dead decline declined defect defective defects delay delayed delays dented disapointed
        disapointing disappointed disappointing discolored discoloured disconnect disconnected
        disconnects dishonest disregard dissapointed dissapointing dissappointed dissappointing
        dissatisfied error errors excuse excuses expired faulty filthy flaw flawed flaws fluff fob
        fobbed freezes freezing ghosted glitches glitchy gouge gross horrid hung ignore ignored
        ignores ignoring impolite impossible inaccurate inadequate incompetence incompetent
        inconsiderate incorrect inedible inept inferior infested insulting junk lagging laggy leak
        leaked leaking leaks leaky lied lies lost malfunction malfunctioned mess messy mice misleading
        misled mold moldy mortified mould mouldy nauseous nonexistent overcharge overcharged overdue
        overpriced pathetic peeling poor poorly pos rash rats raw refuse refused refuses refusing
        ripoff ripped rood rotten rubbish rude rudely rudeness scratched shabby shambles shattered
        shoddy sketchy sloppy smashed smh snapped snotty spam spoiled spoilt stank stinks stinky
        stolen subpar substandard tacky tatty tear teared tore torn trash unacceptable unauthorised
        unauthorized uncaring uncooked undercooked underwhelming unfriendly unplayable unprofessional
        unreliable unsafe unsanitary unsatisfactory unsatisfied unstable untrained unusable
        unwatchable unwearable useless vermin waste wasted worse worthless wrong
    """,
    -3.2: """
        0/10 0/5 1/10 1/5 abysmal appalled appalling atrocious avoid bedbugs con cowboys crooked
        crooks deplorable despicable diabolical dire disgrace disgraceful disgusted disgusting
        dreadful dumpster fraud fraudsters fraudulent garbage ghastly horrendous horrible horribly
        inexcusable infuriated infuriating joke laughable ludicrous maggot maggots nightmare outrage
        outrageous pisspoor poisoning repulsive revolting roach roaches robbed scam scammed scammers
        scandalous shambolic shameful shite shocking stealing theft thieves unbearable unforgivable
        vile vomit vomited worst wtf
    """,
}

SERVICE_WORDS: Mapping[str, float] = {
    word: valence for valence, words in _BY_VALENCE.items() for word in words.split()
}
"""A word in lower case → valence. Where VADER's lexicon has it too, ours holds."""
