"""Phrases that say something else than their words do: valences on VADER's scale, −4 very bad … 4 very good.

A phrase is matched word by word, in lower case, the longest one first, and its words are then not read on
their own: "no complaints" is not about complaints. ``*`` stands for one word, whatever it is.
"""

from __future__ import annotations

from collections.abc import Mapping

_BY_VALENCE: Mapping[float, str] = {
    3.2: """
        could not be happier | couldn't be happier | couldnt be happier | could not have been happier
        couldn't have been happier | can't be happier | could not be more pleased
        couldn't be more pleased | couldn't be better | could not be better | couldn't have been better
        could not have been better | couldn't ask for more | could not ask for more
        couldn't ask for better | can't ask for more | couldn't have asked for more
        couldn't have asked for better | could not have asked for better | second to none | blew my mind
        blew me away | blown away | over the moon | to die for | top notch | out of this world
        knocked it out of the park | above and beyond | beyond my expectations | exceeded my expectations
        exceeded our expectations | exceeded all expectations | exceeds expectations
        exceeded expectations | better than expected | better than i expected | better than we expected
        chuffed to bits | hands down the best | by far the best | ten out of ten | 10 out of 10
        a life saver | game changer | dream come true | like a dream | like a charm | nothing but praise
        nothing but good | can't recommend * enough | cannot recommend * enough
        can't recommend enough | cannot recommend enough
        can't praise * enough | can't thank * enough | cannot thank you enough | can't get enough
        never been happier | never disappoint | never disappoints | never disappointed
        has never disappointed | doesn't disappoint | does not disappoint | did not disappoint
        didn't disappoint | didnt disappoint | won't disappoint | will not disappoint
        won't be disappointed | will not be disappointed | wont be disappointed | not be disappointed
        wasn't disappointed | was not disappointed | not disappointed | weren't disappointed
        won't regret it | will not regret | won't regret | no regrets | don't regret | never regret
    """,
    2.4: """
        no complaints | no complaint | no complaints at all | not a single complaint
        nothing to complain about | can't complain | cannot complain | cant complain | zero complaints
        have no complaints | can't fault | cannot fault | cant fault | couldn't fault | could not fault
        no faults | nothing to fault | nothing wrong | nothing bad to say | nothing negative to say
        hard to beat | can't beat | cannot beat | can't be beat | can't be beaten | cannot be beaten
        couldn't beat | hits the spot | hit the spot | on the ball | spot on | on point
        bang for the buck | bang for your buck | worth every penny | worth every cent | worth every dollar
        worth the money | worth the price | worth the wait | worth it | well worth | totally worth
        good value | great value | value for money | no problems | no problem | no problem at all
        no problems at all | no issues | no issue | no fuss | no hassle | hassle free | no trouble
        trouble free | without a hitch | without a problem | without any problems | without any issues
        without any problem | without issue | without issues | zero issues | no hidden fees | no hidden
        no surprises | no queue | no queues | no wait | no waiting | thumbs up | two thumbs up
        big thumbs up | five stars | 5 stars | 5 star | five star | does exactly what it says on the tin
        does what it says on the tin | does what it says | exactly what i wanted | exactly what i needed
        just what i wanted | just what i needed | just what we needed | exactly as described
        just as described | as described | as advertised | as promised | on time | ahead of schedule
        ahead of time | right on time | earlier than expected | sooner than expected
        faster than expected | quicker than expected | easier than expected | will be back | we'll be back
        i'll be back | will definitely be back | will be returning | will return | coming back
        come back again | can't wait to come back | can't wait to go back | can't wait to return
        can't wait to use | can't wait to wear | can't wait to try | can't wait | will buy again
        would buy again | buy again | will order again | would order again | order again | will use again
        would use again | will shop again | highly recommend | would recommend | definitely recommend
        can recommend | happy to recommend | not bad at all | not too bad | not bad | not half bad
        never had a problem | never had any problems | never had an issue | never fails | never failed
        never lets me down | never let me down | never a problem | don't hesitate | did not hesitate
        no brainer | fits like a glove | keep up the good work | keep it up | hats off | made my day
        made our day | saved my life | saved the day | put a smile | sorted it | in no time | like new
        as good as new | good as new | no more problems | no more pain | problem solved | how much i like
        hit it out | the bomb | the bee's knees | the cat's meow | the best | couldn't stop smiling
        can't stop smiling | can't put it down | couldn't put it down | well done | good job | great job
        nice job | treat ourselves | a treat | a steal | a bargain | a gem | hidden gem | a pleasure
        my pleasure | pleasantly surprised | pleasant surprise | nice surprise | thank you so much
        thank you | thanks so much | many thanks | no cap | a must | must have
    """,
    0.0: """
        it is what it is | nothing to add | nothing to say | no comment | no comments | n a
        nothing else | nothing really | nothing comes to mind | not sure | don't know | dont know
        not applicable | nothing in particular | no idea | too early to say | too early to tell
        no opinion | not yet | haven't tried it yet | haven't used it yet | bus stop | see above | so so
        neither good nor bad | nothing special happened
    """,
    -1.8: """
        could be better | could have been better | could've been better | could do better | can do better
        room for improvement | needs improvement | need improvement | needs work
        leaves a lot to be desired | leaves much to be desired | left a lot to be desired
        left much to be desired | nothing special | nothing to write home about | not that great
        not so great | not so good | not too happy | not very happy | not impressed | wasn't impressed
        was not impressed | not the best | so much for | if only | not worth | isn't worth | wasn't worth
        not worth it | not what i expected | not what i ordered | not what we ordered | not as described
        not as advertised | not as expected | nothing like the picture | nothing like the pictures
        hit or miss | hit and miss | few and far between | under the weather | out of order | out of stock
        for no reason | no apology | not even an apology | no explanation | no response | no reply
        no answer | still no | still not | still nothing | still waiting | been waiting | kept waiting
        waited over | took forever | takes forever | takes ages | took ages | taking forever | ages to
        how long | how many times | how much longer | hours later | days late | weeks late | hours late
        minutes late | too late | where is my | where's my | not once | nobody answers | no one answers
        nobody answered | no one answered | nobody came | no one came | nobody cares | no one cares
        didn't care | don't care | doesn't care | couldn't care less | could care less | given up
        gave up | give up | fell apart | falls apart | falling apart | fell off | falling off
        fell to pieces | falling to bits | came off | stopped working | quit working | stop working
        stops working | won't work | wont work | doesn't work | does not work | didn't work | did not work
        doesnt work | not working | never worked | never works | no longer works | never arrived
        never came | never received | never turned up | never showed up | never showed | didn't arrive
        did not arrive | hasn't arrived | has not arrived | not arrived | didn't show up | no show
        charged twice | double charged | charged me twice | hidden fees | hidden charges | out of pocket
        money back | my money back | a refund | full refund | get a refund | want a refund | wrong item
        wrong order | wrong size | the wrong | on hold | hung up on | hung up | cut off | passed around
        pillar to post | the runaround | run around | a joke | what a joke | beyond a joke
        bad taste in my mouth | an arm and a leg | nickel and dimed | not good enough | not acceptable
        not happy | isn't happy | am unhappy | no help | not helpful | no use | of no use
    """,
    -3.2: """
        thanks for nothing | thank you for nothing | waste of money | waste of time | waste of my time
        waste of my money | waste of space | wasted my time | wasted my money | complete waste
        total waste | waste your money | waste your time | don't waste | do not waste | don't bother
        do not bother | dont bother | wouldn't bother | never again | never ever again | never use again
        never buy again | never go back | never come back | never going back | never coming back
        never be back | never return | never order again | never shop | will never | won't be back
        will not be back | wont be back | won't be returning | will not be returning | won't return
        will not return | not be back | not be returning | won't be going back | won't be coming back
        not coming back | not going back | wouldn't recommend | would not recommend | do not recommend
        don't recommend | cannot recommend | can't recommend | not recommend | wouldn't wish | stay away
        steer clear | avoid at all costs | avoid like the plague | look elsewhere | go elsewhere
        shop elsewhere | somewhere else | buyer beware | do not buy | don't buy | dont buy | do not use
        don't use | do not order | do not go | zero stars | 0 stars | no stars | negative stars | one star
        1 star | thumbs down | two thumbs down | last straw | final straw | money down the drain
        down the drain | smoke and mirrors | rip off | ripped off | a scam | total scam | daylight robbery
        fed up | sick and tired | sick of | had enough | had it with | can't stand | good for nothing
        a nightmare | piece of junk | piece of crap | piece of garbage | piece of shit | pile of crap
        hot garbage | yeah right | get your act together | so disappointed | could not be worse
        couldn't be worse | worst ever | the worst | went downhill | gone downhill | going downhill
        let down | let me down | lost a customer | lost my business | losing a customer
        lost a loyal customer | taking my business | taking our business | false advertising
        bait and switch | not fit for purpose | not fit for | took the piss | taking the piss
        taking the mick | adding insult to injury | a disgrace | an insult | speak to a manager
        kiss of death | broken heart
    """,
}


def _phrases() -> dict[str, float]:
    return {
        " ".join(phrase.split()): valence
        for valence, lines in _BY_VALENCE.items()
        for line in lines.splitlines()
        for phrase in line.split("|")
        if phrase.strip()
    }


IDIOMS: Mapping[str, float] = _phrases()
"""Words, in lower case, with one space between them → valence."""
