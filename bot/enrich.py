"""What an event needs before it is decided: the sentiment of its texts, the numbers of a report.

It is all read here, before the transaction opens; nothing is written. Only events that the inbox has not
seen are worked on, and an event that needs none of it costs nothing.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.digest_words import Misread
from bot.core.errors import StorageUnavailable
from bot.core.events import Event
from bot.core.found import Found
from bot.core.improvements import Raised
from bot.core.ports import Analyzer, Clock, Needs, Pending, Store
from bot.core.report import Report, ReportQuery
from bot.core.sentiment import Sentiment
from bot.core.settings import Settings

logger = logging.getLogger(__name__)

NeedsOf = Callable[[Event, Settings], Needs]
Request = Callable[
    [str, datetime, Settings, Sequence[tuple[str, str]], frozenset[str]], ReportQuery | Misread
]
"""From the words after ``/digest`` to what they ask for, or why to nothing.

Besides the words it gets the segments that anything was counted for, and the asker's places.
"""
DrawSeed = Callable[[Event], int]
Identify = Callable[[str, str], str]
"""From a text and the language of its chat to the language that it is written in, as two-letter codes."""
Said = tuple[str, str]
"""A text, and the language of its chat."""
Felt = dict[Said, Sentiment]
_Asked = tuple[str, frozenset[str]]
"""The words after ``/digest``, and the asker's places."""
Heard = tuple[Felt, Mapping[Said, str]]
"""How texts feel, and the languages that they surely are in."""
OffLoop = Callable[[Callable[[], Heard]], Awaitable[Heard]]

ANALYSIS_TIMEOUT_S = 10.0
_NOTHING_HEARD: Heard = ({}, {})


async def enrich(
    events: Sequence[Event],
    store: Store,
    needs_of: NeedsOf,
    analyzer: Analyzer | None,
    settings: Settings,
    clock: Clock,
    request: Request,
    draw_seed: DrawSeed,
    identify: Identify,
    off_loop: OffLoop = asyncio.to_thread,
) -> list[Pending]:
    """One Pending an event, in order. Raises StorageUnavailable when the inbox or a report cannot be read.

    All texts are analysed in one go, away from the event loop, each in its own language. A failure of the
    analyzer or of a report is logged, and the events go on without.
    """
    now = clock.now()
    needs = [needs_of(event, settings) for event in events]
    asking = [place for place, one in enumerate(needs) if _asks(one)]
    reports: Mapping[_Asked, Report | Misread] = {}
    found: Mapping[str, Found] = {}
    raised: Mapping[str, tuple[Raised, ...]] = {}
    sentiments, written = _NOTHING_HEARD
    if asking:
        keys = {place: (events[place].platform, events[place].key) for place in asking}
        seen = await store.seen(list(keys.values()))
        unseen = [needs[place] for place in asking if keys[place] not in seen]
        words = {(one.report, one.within) for one in unseen if one.report is not None}
        texts = dict.fromkeys(said for one in unseen for said in _said(one, settings))
        # Reports first: if the storage fails now, no analysis was in vain.
        reports = await _reports(sorted(words, key=str), store, settings, now, request)
        raising = {one.improving.raised for one in unseen if one.improving.raised is not None}
        raised = {id_: await store.raised(id_) for id_ in sorted(raising)}
        found = {one.find: await store.find(one.find) for one in unseen if one.find}
        if texts and analyzer is not None:
            sentiments, written = await _heard(list(texts), analyzer, identify, settings.languages, off_loop)
    return [
        Pending(
            event,
            with_found(one, found.get(one.find)) if one.find else one,
            now,
            draw_seed(event),
            {said[0]: sentiments[said] for said in _said(one, settings) if said in sentiments}
            if one.texts
            else {},
            reports.get((one.report, one.within)) if one.report is not None else None,
            found.get(one.find) if one.find else None,
            raised.get(one.improving.raised) if one.improving.raised is not None else None,
            {said[0]: written[said] for said in _said(one, settings) if said in written} if one.texts else {},
        )
        for event, one in zip(events, needs, strict=True)
    ]


def _asks(needs: Needs) -> bool:
    """Whether anything is to be read for it, or analysed, beforehand."""
    found = needs.texts or needs.find or needs.improving.raised is not None
    return bool(found) or needs.report is not None


def with_found(needs: Needs, found: Found | None) -> Needs:
    """What was found is loaded with what was named."""
    if found is None:
        return needs
    return replace(
        needs,
        purchases=(*needs.purchases, *found.purchases),
        customers=(*needs.customers, *found.customers),
        invitations=(*needs.invitations, *found.invitations),
        links=(*needs.links, *found.links),
    )


async def warm_up(analyzer: Analyzer, language: str) -> None:
    """Analyse a word away from the event loop, so that no customer waits for an engine to load."""
    await asyncio.to_thread(analyzer.analyze, ["good"], language)


async def _reports(
    asked: Sequence[_Asked], store: Store, settings: Settings, now: datetime, request: Request
) -> dict[_Asked, Report | Misread]:
    found: dict[_Asked, Report | Misread] = {}
    for one in asked:
        words, within = one
        try:
            # Without words nothing is named.
            segments = await store.segments() if words else []
            query = request(words, now, settings, segments, within)
            found[one] = query if isinstance(query, Misread) else await store.report(query)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the event must not be lost with its report
            logger.error("report failed, %s", fault(error))
    return found


def _said(needs: Needs, settings: Settings) -> list[Said]:
    return [(text, needs.language or settings.language) for text in needs.texts]


async def _heard(
    texts: Sequence[Said],
    analyzer: Analyzer,
    identify: Identify,
    spoken: Sequence[str],
    off_loop: OffLoop,
) -> Heard:
    def hear() -> Heard:
        sure = {said: surely_in(said[0], spoken, identify) for said in texts}
        return feelings(texts, analyzer, identify), {said: one for said, one in sure.items() if one}

    try:
        async with asyncio.timeout(ANALYSIS_TIMEOUT_S):
            return await off_loop(hear)
    except Exception as error:  # noqa: BLE001 - the events must not be lost with their sentiment
        logger.error("analyzer %s failed on %d texts, %s", analyzer.name, len(texts), fault(error))
        return _NOTHING_HEARD


def as_the_chat(text: str, locale: str) -> str:  # noqa: ARG001 - the port's
    """The language of the chat, whatever the text looks like."""
    return locale.partition("-")[0].lower()


def surely_in(text: str, spoken: Sequence[str], identify: Identify) -> str | None:
    """The language that the text is in whichever of these its chat is in; None where the chat decides."""
    found = {identify(text, language) for language in spoken} if len(spoken) > 1 else set()
    return found.pop() if len(found) == 1 else None


def feelings(texts: Iterable[Said], analyzer: Analyzer, identify: Identify) -> Felt:
    """How each text feels, read in its own language.

    A text in a language that the analyzer does not speak is not shown to it; one that it has no opinion on is
    left out.
    """
    by_language: dict[str, list[Said]] = {}
    for text, locale in texts:
        by_language.setdefault(identify(text, locale), []).append((text, locale))
    spoken = analyzer.languages
    return {
        said: one
        for language, together in by_language.items()
        if spoken is None or language in spoken
        for said, one in zip(
            together, analyzer.analyze([text for text, _ in together], language), strict=True
        )
        if one.is_known
    }


def fault(error: BaseException) -> str:
    """Where it went wrong, without the error's own words: they may quote a customer."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
