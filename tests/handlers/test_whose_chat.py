"""Several people, several links, a few phones: nobody ever sees another's survey."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.callbacks import AnswerPressed, InvitationPressed, parse
from bot.core.effects import Parcel
from bot.core.identity import Address, stranger_id
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, TOM, World

CHATS = (MAYA, TOM, MAYA_ON_TELEGRAM, Address("telegram", person="8"))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "press", "say", "wait", "connect"]), st.integers(0, 5), st.integers(0, 3)
    ),
    max_size=25,
)


def do(world: World, tokens: list[str], deed: str, which: int, chat: Address) -> None:
    """One deed in one of the chats."""
    match deed:
        case "open":
            world.open_link(tokens[which], chat)
        case "wait":
            world.wait(hours=3)
        case "say":
            world.say("4, rather good", chat)
        case "connect":
            world.command("connect", at=chat)
            links = [line.values["url"] for line in world.read(chat)[-1].message.lines[1:]]
            tokens.extend(str(link).rpartition("/")[2].rpartition("=")[2] for link in links)
            world.open_link(tokens[-1], CHATS[which % len(CHATS)])
        case _:
            buttons = [
                one for parcel in world.screen(chat).values() for row in parcel.message.rows for one in row
            ]
            if buttons:
                world.press_data(buttons[which % len(buttons)].data, chat)


def assert_shown_to_its_own(world: World, parcel: Parcel) -> None:
    """What is about a conversation goes where its customer is; to others only that nothing is open here."""
    kind, _, id_ = parcel.about.partition(":")
    if kind != "invitation" or [line.key for line in parcel.message.lines] == ["link.put_away"]:
        return
    theirs = {world.rows.contacts[parcel.address.key].customer_id}
    if parcel.purpose == "retired":
        theirs.add(stranger_id(parcel.address))  # who turned out to be that customer
    assert world.rows.invitations[id_].customer_id in theirs


def assert_buttons_of_its_own(world: World, chat: Address) -> None:
    """No button is left in a chat that answers somebody else's question."""
    for parcel in world.screen(chat).values():
        for button in [one for row in parcel.message.rows for one in row]:
            pressed = parse(button.data)
            if isinstance(pressed, AnswerPressed | InvitationPressed):
                invitation = world.rows.invitations[pressed.invitation_id]
                is_theirs = invitation.customer_id == world.rows.contacts[chat.key].customer_id
                assert is_theirs or invitation.finished_at is not None


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_conversation_is_only_ever_shown_where_its_own_customer_is(
    steps: list[tuple[str, int, int]],
) -> None:
    world = World()
    world.link_everywhere()
    tokens = [
        str(world.buy(f"{who}{number}", who=who, name=who, address=None)["link_token"])
        for who in ("ann", "bea", "cem")
        for number in range(2)
    ]
    for deed, which, chat in steps:
        before = len(world.parcels)
        do(world, tokens, deed, which, CHATS[chat])
        for parcel in world.parcels[before:]:
            assert_shown_to_its_own(world, parcel)
        for one in CHATS:
            assert_buttons_of_its_own(world, one)
