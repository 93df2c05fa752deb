"""Where the dialogues happen, and who is in them: a shop, its rooms on each platform, its people."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.identity import Address

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = {
    "sam": "Sam Reed",
    "kim": "Kim Abel",
    "alex": "Alex Moor",  # a manager, on the web and on Slack
    "maya": "Maya Okafor",
    "tom": "Tom Berger",
    "nobody": None,
}
NUMBERS = {"maya": "7", "tom": "8", "sam": "1", "kim": "2", "alex": "3", "nobody": ""}
PLACES = {
    "web": Address("web", room="staff"),
    "telegram": Address("telegram", room="-1005550001"),
    "slack": Address("slack", "T0TESTTEAM", "C0STAFF00"),
}
"""The staff's room on each platform."""

CHATS = {
    "web": "",
    "telegram": """
[telegram]
token = "123456:TEST-TOKEN-OF-THE-PEER"
username = "bean_there_bot"
""",
    "slack": """
[slack]
bot_token = "xoxb-test-bot-token-of-the-peer"
app_token = "xapp-test-app-token-of-the-peer"
workspace = "T0TESTTEAM"
""",
}
ROOMS = {
    "web": """
[roles]
staff = ["web::sam", "web::kim"]
managers = ["web::alex"]
""",
    "telegram": """
[rooms.staff]
platform = "telegram"
room = "-1005550001"
role = "staff"

[roles]
staff = ["telegram::1", "telegram::2"]
""",
    "slack": """
[rooms.staff]
platform = "slack"
room = "C0STAFF00"
role = "staff"

[roles]
staff = ["slack:T0TESTTEAM:U0PERSON1", "slack:T0TESTTEAM:U0PERSON2"]
managers = ["slack:T0TESTTEAM:U0PERSON3"]
""",
}
SHOP = """
[business]
name = "Bean There"
languages = ["en"]
timezone = "Europe/Berlin"

[http]
public_url = "https://chat.example"

[storage]
synchronous = "normal"

[places.Berlin]
review_url = "https://reviews.example/berlin"
touchpoint = "visit"

[[touchpoint]]
name = "visit"
survey = "three-questions"
delay_hours = 2

[[touchpoint]]
name = "delivery"
survey = "delivery"
delay_hours = 2

[[touchpoint]]
name = "recommend"
survey = "nps"
delay_hours = 2

[[touchpoint]]
name = "support"
survey = "support"
delay_hours = 2

[[touchpoint]]
name = "quick"
survey = "thumbs"
delay_hours = 2

[[touchpoint]]
name = "pulse"
survey = "internal-pulse"
delay_hours = 2
"""
