"""The web chat: a small page and a WebSocket, opened by an invitation's link."""
