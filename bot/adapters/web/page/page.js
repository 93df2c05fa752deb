// The chat page itself: one chat, opened with or without an invitation's link.
import { Chat } from "./chat.js";

const token = /^\/chat\/([^/]+)$/.exec(location.pathname)?.[1] ?? null;

new Chat(document.getElementById("chat"), {
  url: "/chat/ws",
  token,
  onHello: (hello) => {
    document.title = hello.title;
  },
  onWords: ({ language, direction }) => {
    document.documentElement.lang = language;
    document.documentElement.dir = direction;
  },
  // The link has done its work: opened again or shared, the address leads to one's own chat.
  onOpened: () => window.history.replaceState(null, "", "/chat"),
});
