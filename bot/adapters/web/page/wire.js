// The socket, and what was sent over it but is not acknowledged yet.
//
// Everything typed or pressed is kept in localStorage under its key until the server has acknowledged
// it. One frame is on its way at a time, so things arrive in the order in which they were said; after a
// broken connection the same frame goes again under the same key, and the server handles it once.

const ACK_PATIENCE_MS = 20_000;
const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 10_000;
const LAST_LATER_MS = 30_000;

export class Wire {
  // on: {hello, words, history, show, settled(record, outcome), up(bool), pending(record)}
  constructor(url, on) {
    this.url = new URL(url, location.href);
    this.url.protocol = this.url.protocol === "https:" ? "wss:" : "ws:";
    this.on = on;
    this.chat = null;
    this.pending = new Map();
    this.retries = 0;
    this.laters = 0;
    this.ready = false;
    this.inFlight = null;
    this.closed = false;
    this.count = 0;
    this.wake = () => document.visibilityState === "visible" && this.reconnect();
    window.addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
  }

  connect() {
    clearTimeout(this.retryTimer);
    const url = new URL(this.url);
    // With a link to open, the history comes after: the link may say whose chat this is from now on.
    if (this.opening()) url.searchParams.set("opening", "1");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onmessage = (event) => socket === this.socket && this.receive(JSON.parse(event.data));
    socket.onclose = () => socket === this.socket && this.lost();
  }

  // Try at once instead of when the patience ends.
  reconnect() {
    if (this.closed || this.ready || this.socket?.readyState === WebSocket.CONNECTING) return;
    this.retries = 0;
    this.connect();
  }

  close() {
    this.closed = true;
    clearTimeout(this.retryTimer);
    clearTimeout(this.ackTimer);
    clearTimeout(this.laterTimer);
    window.removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.socket?.close();
  }

  // Returns the record of what is now on its way. `extra` is kept with it, for the page.
  send(frame, extra = {}, { keep = true, first = false } = {}) {
    const record = { frame: { ...frame, key: newKey() }, order: this.next(), ...extra };
    if (first) this.pending = new Map([[record.frame.key, record], ...this.pending]);
    else this.pending.set(record.frame.key, record);
    if (keep) store(this.chat, record);
    this.pump();
    return record;
  }

  receive(frame) {
    if (frame.type === "hello") this.greet(frame);
    else if (frame.type === "words") this.on.words(frame);
    else if (frame.type === "history") this.begin(frame);
    else if (frame.type === "show") this.on.show(frame.entry);
    else if (frame.type === "later") this.later(frame);
    else if (frame.type === "ack" || frame.type === "refused") this.settle(frame);
  }

  greet(hello) {
    const fresh = hello.chat !== this.chat;
    if (fresh) {
      this.chat = hello.chat;
      this.pending = new Map([...this.pending].filter(([, record]) => record.frame.type === "open"));
    }
    this.on.hello(hello, fresh);
    if (this.opening()) this.transmit(this.opening());
  }

  opening() {
    const [record] = this.pending.values();
    return record?.frame.type === "open" ? record : null;
  }

  begin({ entries }) {
    this.on.history(entries);
    for (const record of stored(this.chat)) {
      if (this.pending.has(record.frame.key)) continue;
      this.pending.set(record.frame.key, record);
      this.on.pending(record);
    }
    this.ready = true;
    this.retries = 0;
    this.on.up(true);
    this.pump();
  }

  pump() {
    if (!this.ready || this.inFlight || this.laterTimer) return;
    const [record] = this.pending.values();
    if (record) this.transmit(record);
  }

  transmit(record) {
    this.inFlight = record.frame.key;
    this.socket.send(JSON.stringify(record.frame));
    this.ackTimer = setTimeout(() => this.socket.close(), ACK_PATIENCE_MS);
  }

  settle(frame) {
    this.landed(frame.key);
    this.laters = 0;
    const record = this.pending.get(frame.key);
    if (record) {
      this.pending.delete(frame.key);
      forget(this.chat, frame.key);
      this.on.settled(record, frame);
    }
    this.pump();
  }

  later(frame) {
    this.landed(frame.key);
    this.laters += 1;
    const wait = Math.min(LAST_LATER_MS, frame.after_s * 1000 * 2 ** (this.laters - 1));
    this.laterTimer = setTimeout(() => {
      this.laterTimer = null;
      if (!this.ready && this.opening()) this.transmit(this.opening());
      this.pump();
    }, wait);
  }

  landed(key) {
    if (this.inFlight !== key) return;
    this.inFlight = null;
    clearTimeout(this.ackTimer);
  }

  lost() {
    this.ready = false;
    this.inFlight = null;
    clearTimeout(this.ackTimer);
    clearTimeout(this.laterTimer);
    this.laterTimer = null;
    if (this.closed) return;
    this.on.up(false);
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.retries);
    this.retries += 1;
    this.retryTimer = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  next() {
    this.count += 1;
    return Date.now() * 1000 + this.count;
  }
}

function newKey() {
  // randomUUID is missing on plain http; random bytes are not.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Storage may be forbidden or full; then what is unsent lives as long as the page does.
function quietly(action, otherwise) {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

const place = (chat) => `feedback-chat/${chat}/`;

function store(chat, record) {
  quietly(() => localStorage.setItem(place(chat) + record.frame.key, JSON.stringify(record)));
}

function forget(chat, key) {
  quietly(() => localStorage.removeItem(place(chat) + key));
}

function stored(chat) {
  return quietly(() => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(place(chat)));
    const records = keys.map((key) => quietly(() => JSON.parse(localStorage.getItem(key)), null));
    return records.filter((record) => record?.frame?.key).sort((a, b) => a.order - b.order);
  }, []);
}

export function draft(chat, text) {
  const key = `feedback-draft/${chat}`;
  if (text === undefined) return quietly(() => localStorage.getItem(key), null) ?? "";
  quietly(() => (text ? localStorage.setItem(key, text) : localStorage.removeItem(key)));
  return text;
}
