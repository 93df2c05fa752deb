"""Whatever staff do in an alert's thread: what was meant for the customer reaches them, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.callbacks import case_data
from bot.core.identity import Address
from bot.core.platforms import platform_of
from bot.core.recovery import Case
from tests.handlers.conftest import (
    KIM,
    MAYA,
    SAM,
    SAM_ON_SLACK,
    SAM_ON_TELEGRAM,
    World,
)

GUEST = {"slack": "U9", "telegram": "9", "web": "guest"}
_MARK = re.compile(r"staff-\d+")


@dataclass
class Thread:
    """A case in a room, and what was said there: each with a mark of its own."""

    at: Address
    world: World = field(default_factory=World)
    meant: set[str] = field(default_factory=set)  # marks of what was sent to the customer
    marks: count[int] = field(default_factory=count)
    held: Mapping[str, object] = field(default_factory=dict)  # a form that came back with a warning
    held_mark: str = ""
    thread_messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.staff_on(self.at)
        self.world.ask()
        self.world.press("1")

    @property
    def case(self) -> Case:
        """The latest: one that was closed may be followed by another."""
        return list(self.world.rows.cases.values())[-1]

    @property
    def alert(self) -> str:
        return self.case.alert

    def mark(self) -> str:
        return f"staff-{next(self.marks)}"

    def latest(self, *purposes: str) -> str:
        """The receipt of the latest message of such a kind in the room; of the alert where there is none."""
        kinds = [one.id for one in self.world.parcels if one.purpose in purposes]
        return kinds[-1] if kinds else self.alert

    def submit(self, action: str, **fields: str) -> Mapping[str, object]:
        return self.world.submit_data(case_data(self.case.id, action), fields, self.at)

    def say(self, words: str, answers: str | None, at: Address | None = None) -> None:
        said = self.world.say(words, at or self.at, name="Sam Reed", answers=answers)
        self.thread_messages.append(said)

    # Among staff.

    def talks_in_the_thread(self) -> None:
        mark = self.mark()
        if platform_of(self.at).thread_is_internal:
            self.say(f"I think {mark}", self.alert)
        else:
            self.say(f"I think {mark}", None)

    def talks_below_the_customers_words(self) -> None:
        if platform_of(self.at).thread_is_internal:
            self.say(f"they say {self.mark()}", self.latest("relayed"))

    def talks_in_the_room(self) -> None:
        self.say(f"lunch? {self.mark()}", None)

    def writes_what_looks_like_a_reply(self) -> None:
        if platform_of(self.at).thread_is_internal:
            self.say(f"reply: dear Maya, {self.mark()}", self.alert)

    def edits_a_message(self) -> None:
        if self.thread_messages:
            self.world.edit(self.thread_messages[-1], f"rather {self.mark()}", self.at)

    def notes_in_the_form(self) -> None:
        self.submit("note", text=f"note {self.mark()}")

    def notes_by_command(self) -> None:
        self.command("note", f"seen {self.mark()}")

    def answers_the_prompt_for_a_note(self) -> None:
        if not platform_of(self.at).forms:
            self.world.press_data(case_data(self.case.id, "note"), self.at, "Sam Reed")
            self.say(f"remember {self.mark()}", self.latest("prompt"))

    def gives_a_command_that_there_is_not(self) -> None:
        self.command("tell", f"her {self.mark()}")

    def resolves(self) -> None:
        self.submit("resolve", cause="quality", done=f"sent a new one {self.mark()}")

    def hands_it_over(self) -> None:
        to = KIM.user if self.at.platform == "web" else self.at.user
        self.submit("hand_over", to=to, why=f"you know them {self.mark()}")

    def dismisses_it(self) -> None:
        self.submit("dismiss", reason="false_alarm", why=f"a joke {self.mark()}")

    def mutes_them(self) -> None:
        self.submit("mute", why=f"swears at us {self.mark()}", until="2026-03-09")

    def takes_back(self) -> None:
        self.world.press_data(case_data(self.case.id, "undo"), self.at, "Sam Reed")

    def a_guest_talks(self) -> None:
        stranger = Address(self.at.platform, self.at.workspace, self.at.room, GUEST[self.at.platform])
        self.say(f"hello {self.mark()}", self.alert, stranger)

    def a_guest_replies(self) -> None:
        stranger = Address(self.at.platform, self.at.workspace, self.at.room, GUEST[self.at.platform])
        data = case_data(self.case.id, "reply")
        self.world.submit_data(data, {"text": f"hello {self.mark()}"}, stranger, "Guest")

    # For the customer.

    def replies_in_the_form(self) -> None:
        self.reply(self.mark())

    def reply(self, mark: str, words: str = "So sorry") -> None:
        answer = self.submit("reply", text=f"{words} {mark}")
        if answer.get("ok"):
            self.meant.add(mark)
        elif "form" in answer:
            self.held, self.held_mark = answer, mark

    def replies_by_command(self) -> None:
        mark = self.mark()
        if self.command("reply", f"We are on it {mark}").get("ok"):
            self.meant.add(mark)

    def promises_by_command(self) -> None:
        mark = self.mark()
        if self.command("promise", f"2026-03-31 we call you {mark}").get("ok"):
            self.meant.add(mark)

    def presses_reply_and_says_nothing(self) -> None:
        self.command("reply", "")

    def replies_to_the_alert(self) -> None:
        if not platform_of(self.at).thread_is_internal:
            self.meant_by_saying(self.alert)

    def replies_below_the_customers_words(self) -> None:
        if not platform_of(self.at).thread_is_internal:
            self.meant_by_saying(self.latest("relayed"))

    def meant_by_saying(self, answers: str) -> None:
        mark = self.mark()
        before = self.case.entries
        self.say(f"We are on it {mark}", answers)
        if self.case.entries > before:
            self.meant.add(mark)

    def blames_in_the_form(self) -> None:
        self.reply(self.mark(), "You should have told us,")

    def insists(self) -> None:
        if self.held:
            form = self.held["form"]
            assert isinstance(form, Mapping)
            words = f"You should have told us, {self.held_mark}"
            if self.world.submit_data(str(form["data"]), {"text": words}, self.at).get("ok"):
                self.meant.add(self.held_mark)
            self.held = {}

    # What else happens.

    def somebody_takes_it(self) -> None:
        self.world.press_data(case_data(self.case.id, "take"), self.at, "Sam Reed")

    def it_is_released(self) -> None:
        self.world.press_data(case_data(self.case.id, "release"), self.at, "Sam Reed")

    def the_customer_writes(self) -> None:
        self.world.say("is anybody there?")

    def time_passes(self) -> None:
        self.world.wait(hours=26)

    def command(self, name: str, words: str) -> Mapping[str, object]:
        return self.world.command(name, words, self.at, sender="Sam Reed", answers=self.alert)


DEEDS: tuple[Callable[[Thread], None], ...] = (
    Thread.talks_in_the_thread,
    Thread.talks_below_the_customers_words,
    Thread.talks_in_the_room,
    Thread.writes_what_looks_like_a_reply,
    Thread.edits_a_message,
    Thread.notes_in_the_form,
    Thread.notes_by_command,
    Thread.answers_the_prompt_for_a_note,
    Thread.gives_a_command_that_there_is_not,
    Thread.resolves,
    Thread.hands_it_over,
    Thread.takes_back,
    Thread.a_guest_talks,
    Thread.a_guest_replies,
    Thread.replies_in_the_form,
    Thread.replies_by_command,
    Thread.promises_by_command,
    Thread.presses_reply_and_says_nothing,
    Thread.replies_to_the_alert,
    Thread.replies_below_the_customers_words,
    Thread.blames_in_the_form,
    Thread.insists,
    Thread.somebody_takes_it,
    Thread.it_is_released,
    Thread.the_customer_writes,
    Thread.time_passes,
    Thread.dismisses_it,
    Thread.mutes_them,
)


@settings(max_examples=300)
@given(
    at=st.sampled_from([SAM_ON_SLACK, SAM, KIM, SAM_ON_TELEGRAM]),
    deeds=st.lists(st.sampled_from(DEEDS), max_size=30),
)
@example(at=SAM_ON_SLACK, deeds=list(DEEDS))
@example(at=SAM, deeds=list(DEEDS))
@example(at=SAM_ON_TELEGRAM, deeds=list(DEEDS))
def test_of_staffs_words_just_those_reach_the_customer_that_were_meant_for_them(
    at: Address, deeds: list[Callable[[Thread], None]]
) -> None:
    thread = Thread(at)
    for deed in deeds:
        deed(thread)
    told = [repr(parcel.message) for parcel in thread.world.parcels if parcel.address == MAYA]
    reached = [mark for words in told for mark in _MARK.findall(words)]
    assert sorted(reached) == sorted(thread.meant)


def test_every_way_to_the_customer_is_among_the_deeds() -> None:
    """So that the property above says something: on each platform something was meant, and arrived."""
    for at, ways in ((SAM_ON_SLACK, 4), (SAM, 4), (SAM_ON_TELEGRAM, 6)):
        thread = Thread(at)
        for deed in DEEDS:
            deed(thread)
        assert len(thread.meant) >= ways, at.platform
