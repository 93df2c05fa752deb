"""What emoji say about how somebody feels: valences on VADER's scale, −4 very bad … 4 very good.

Our own judgement, made for comments of customers: 🔥 and 💀 are praise and laughter there more often than
fires and deaths. Skin tones, genders and variation selectors are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

_BY_VALENCE: Mapping[float, str] = {
    3.2: "😍🥰🤩💯🏆🥇",
    2.8: "❤💖💕💗💓💞💘💝🧡💛💚💙💜🤍🤎🩷🩵😻🫶🎉🥳🎊👑💎🌟",
    2.4: "👍😊😀😁😃😄😇🙌👏👌🤗😘😚💪✨⭐🔥😋🤤🥂🍾🤌💐🫡😺😸🦄",
    1.9: "🙂☺😎😌😉🤝✅✔🌈🙏☀🌞😆🤣😂😹🥹🎁🎈🌹🌸🌺🌻💋😙😗🤟✌🕺💃🏅🥈🍻🍀🆒🌷🌼👼🧸🪄💫🎂",
    0.9: "😏🤠🤙👋😅🙃🥲😜😝😛🤪🤭😮😲🤯💀🫠👀🧐🐐⚡🚀🆗☕🍰🥉⏱🔝🆙",
    0.0: "🤔😐😶🫥🤷❓❔ℹ🤖👶",
    -0.9: "😑😬🫤😕😟😪🥱😴😓🤨❗‼⁉⚠⏳⌛⏰🐌🐢🦗🤦🙊🙈😧😦😯🥺💸🕐🚧🩹",
    -1.7: "🙁☹😞😔😣😖😒🙄😫😩😥😢😿😰😨😱❌✖🚫⛔🛑🥵🥶🗑🐛🪳🐀🪰🦟🚽📵📉🆘❎🙅🚨😮‍💨",
    -2.5: "😭💔😤🤥🤡👎😾🤕🤒🩸🚮💣😷🤧🥴🥀🪦⚰☠",
    -3.3: "😡😠🤬🤢🤮🖕💩👿😈👺🤑",
}

EMOJI: Mapping[str, float] = {
    character: valence
    for valence, characters in _BY_VALENCE.items()
    for character in characters
    if character not in "\u200d\ufe0f"
}
"""One code point → valence."""
