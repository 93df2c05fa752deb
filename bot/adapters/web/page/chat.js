// A chat: the log, the composer, what is still on its way. Words come from the server.
import { el, filled, locale, said } from "./dom.js";
import { EntryView } from "./entries.js";
import { draft, Wire } from "./wire.js";

const BANNER_AFTER_MS = 1500; // a blink of the connection is nobody's business
const TOAST_MS = 8000;
const KEPT_ENTRIES = 400;
const NEAR_END_PX = 120;
const TOP_MARGIN_PX = 12;

export class Chat {
  // options: {url, token, onHello(hello), onWords({language, direction}), onEntry(entry), onOpened(), onUp(bool)}
  constructor(root, options) {
    this.root = root;
    this.options = options;
    this.words = {};
    this.build();
    this.wire = new Wire(options.url, {
      hello: (hello, fresh) => this.hello(hello, fresh),
      words: (words) => this.speak(words),
      history: (entries) => this.history(entries),
      show: (entry) => this.arrive(entry),
      settled: (record, outcome) => this.settled(record, outcome),
      up: (up) => this.up(up),
      pending: (record) => this.restore(record),
    });
    this.clear();
    if (options.token) this.wire.send({ type: "open", token: options.token }, {}, { keep: false, first: true });
    this.wire.connect();
  }

  reconnect() {
    this.wire.reconnect();
  }

  close() {
    this.wire.close();
    this.root.replaceChildren();
  }

  // -- building

  build() {
    this.title = el("bdi");
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-busy": "true" });
    this.empty = said("p", this.root.dataset.loading ?? "", { class: "empty" });
    this.scroller = el("div", { class: "scroller" }, this.empty, this.log);
    this.newer = el("button", { type: "button", class: "newer", hidden: true, onclick: () => this.showNewest() });
    this.banner = said("p", "", { class: "banner", role: "status" });
    this.toasts = el("div", { class: "toasts", role: "status" });
    this.chips = el("div", { class: "chips", role: "group", hidden: true });
    this.input = el("textarea", { rows: 1, dir: "auto", maxlength: 4000, enterkeyhint: "send", disabled: true });
    this.sendButton = el("button", { type: "submit", class: "send", disabled: true }, arrow());
    this.composer = el("form", { class: "composer" }, this.input, this.sendButton);
    this.root.classList.add("chat");
    this.root.replaceChildren(
      el("header", { class: "chat-head" }, el("h2", { class: "chat-title" }, this.title)),
      el("div", { class: "chat-middle" }, this.scroller, this.newer),
      el("footer", { class: "chat-foot" }, this.toasts, this.banner, this.chips, this.composer),
    );
    this.composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.say();
    });
    this.input.addEventListener("input", () => this.typed());
    // A keyboard that slides in, or a picture that loads, must not push the last words out of sight.
    this.follow = true; // a new message is scrolled to
    this.resting = true; // nobody has scrolled away since
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    const sizes = new ResizeObserver(() => this.resting && !this.writing() && this.rest());
    sizes.observe(this.scroller);
    sizes.observe(this.log);
  }

  clear() {
    this.views = new Map(); // id → view, also for every id that was edited into it
    this.unsettled = new Map(); // key → view of something typed that has no id yet
    this.pressed = new Map(); // key → {view, data}
    this.day = null;
    this.log.replaceChildren();
  }

  // -- frames

  hello(hello, fresh) {
    this.speak(hello);
    this.ahead = new Date(hello.now) - Date.now();
    if (fresh) this.clear();
    this.title.textContent = hello.title;
    this.root.setAttribute("aria-label", hello.title);
    this.input.disabled = this.sendButton.disabled = false;
    this.chips.hidden = hello.suggestions.length === 0;
    this.chips.replaceChildren(...hello.suggestions.map((text) => this.chip(text)));
    if (fresh) this.input.value = draft(hello.chat);
    this.typed();
    this.options.onHello?.(hello);
  }

  // The page's own words, and which way they run; what is in the log already stays as it was said.
  speak({ words, language, direction }) {
    this.words = words;
    this.root.lang = language;
    this.root.dir = direction;
    this.newer.textContent = words.new_messages;
    this.input.placeholder = words.write;
    this.input.setAttribute("aria-label", words.write);
    this.sendButton.setAttribute("aria-label", words.send);
    this.sendButton.title = words.send;
    this.chips.setAttribute("aria-label", words.suggestions);
    this.options.onWords?.({ language, direction });
  }

  history(entries) {
    this.log.setAttribute("aria-busy", "true");
    const known = entries.some(({ id }) => this.views.has(id));
    // More was said meanwhile than a history holds: begin anew, there would be a gap.
    if (!known && this.views.size) {
      const { unsettled } = this;
      this.clear();
      this.unsettled = unsettled;
    }
    for (const entry of entries) this.place(entry);
    for (const view of this.unsettled.values()) this.log.append(view.element);
    this.settleEmpty();
    this.rest();
    this.log.setAttribute("aria-busy", "false");
  }

  arrive(entry) {
    const follow = entry.mine || (this.follow && !this.writing());
    const edits = this.views.has(entry.target);
    if (!this.place(entry)) return;
    this.settleEmpty();
    this.prune();
    if (follow) this.rest();
    this.newest = this.views.get(entry.id)?.element;
    if (!edits && !this.inSight(this.newest)) this.newer.hidden = false;
    this.options.onEntry?.(entry);
  }

  // The server's time, in milliseconds: a browser's clock may be wrong, and the demo's skips.
  now() {
    return Date.now() + this.ahead;
  }

  // Puts an entry where it belongs; false when it is here already.
  place(entry) {
    if (this.views.has(entry.id)) return false;
    this.ahead += Math.max(0, new Date(entry.at) - this.now());
    const typed = entry.mine ? this.unsettled.get(keyOf(entry.id)) : undefined;
    if (typed) {
      this.unsettled.delete(keyOf(entry.id));
      typed.entry = entry;
      typed.setState("sent");
      this.views.set(entry.id, typed);
      return true;
    }
    const before = entry.target ? this.views.get(entry.target) : undefined;
    if (before) {
      before.show({ ...entry, at: before.entry.at }, true);
      this.views.set(entry.id, before);
      return true;
    }
    const view = this.view(entry);
    this.views.set(entry.id, view);
    const parent = entry.thread ? this.views.get(entry.thread) : undefined;
    if (parent) parent.addReply(view);
    else this.append(view);
    return true;
  }

  view(entry) {
    return new EntryView(entry, this.words, {
      press: (view, button) => this.press(view, button),
      submit: (view, button, data, fields) => this.submit(view, button, data, fields),
      base: this.options.url.replace(/ws$/, ""),
    });
  }

  append(view) {
    const at = new Date(view.entry.at);
    const day = at.toDateString();
    if (day !== this.day) {
      const text = at.toLocaleDateString(locale(), {
        weekday: "long",
        day: "numeric",
        month: "long",
      });
      this.log.append(el("p", { class: "day" }, el("span", {}, text)));
      this.day = day;
    }
    this.log.append(view.element);
  }

  prune() {
    while (this.log.childElementCount > KEPT_ENTRIES) {
      const oldest = this.log.firstElementChild;
      for (const [id, view] of this.views) if (oldest.contains(view.element)) this.views.delete(id);
      oldest.remove();
    }
  }

  settled(record, outcome) {
    const { type, key } = record.frame;
    if (type === "open") this.opened(outcome);
    if (type === "say") this.landed(key, outcome);
    if (type === "press") this.released(key, outcome);
    if (type === "submit") this.submitted(key, outcome);
  }

  // -- saying

  typed() {
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight + 2}px`;
    this.sendButton.classList.toggle("ready", this.input.value.trim() !== "");
    if (this.wire.chat) draft(this.wire.chat, this.input.value);
  }

  say(text = this.input.value) {
    const words = text.trim();
    if (!words || !this.wire.chat) return;
    if (text === this.input.value) {
      this.input.value = "";
      this.typed();
    }
    this.input.focus({ preventScroll: true });
    this.expect(this.wire.send({ type: "say", text: words }, { at: new Date(this.now()).toISOString() }));
    this.settleEmpty();
    this.rest();
  }

  chip(text) {
    return el("button", { type: "button", class: "chip", onclick: () => this.say(text) }, text);
  }

  expect(record) {
    const { key, text } = record.frame;
    const entry = { id: key, mine: true, who: null, at: record.at, lines: [text], rows: [], card: null, pictures: [] };
    const view = this.view(entry);
    view.setState("sending");
    this.unsettled.set(key, view);
    this.append(view);
  }

  landed(key, outcome) {
    const view = this.unsettled.get(key);
    if (outcome.type === "refused") {
      this.unsettled.delete(key);
      view?.setState("failed");
      view?.stamp(outcome.text);
      if (view && !this.input.value) {
        this.input.value = view.entry.lines[0];
        this.typed();
      }
      return;
    }
    view?.setState("sent");
    this.toast(outcome.reply.text);
  }

  // Something said before the page was closed: history may show that it did arrive after all.
  restore(record) {
    const { type, key, data } = record.frame;
    const arrived = [...this.views.keys()].some((id) => keyOf(id) === key);
    if (type === "say" && !arrived && !this.unsettled.has(key)) this.expect(record);
    const view = this.views.get(record.entry);
    if (type === "press" && view) {
      view.setBusy(data, true);
      this.pressed.set(key, { view, data });
    }
    this.settleEmpty();
    this.rest();
  }

  // -- pressing and submitting

  press(view, button) {
    const record = this.wire.send({ type: "press", data: button.data }, { entry: view.entry.id });
    view.setBusy(button.data, true);
    this.pressed.set(record.frame.key, { view, data: button.data });
  }

  released(key, outcome) {
    const pressed = this.pressed.get(key);
    this.pressed.delete(key);
    const form = outcome.reply?.form;
    if (form) pressed?.view.answerWith(pressed.data, form);
    else pressed?.view.release(pressed.data);
    this.toast(outcome.type === "refused" ? outcome.text : outcome.reply.text);
  }

  submit(view, button, data, fields) {
    const record = this.wire.send({ type: "submit", data, fields }, { entry: view.entry.id });
    this.pressed.set(record.frame.key, { view, data: button.data });
  }

  submitted(key, outcome) {
    const { view, data } = this.pressed.get(key) ?? {};
    this.pressed.delete(key);
    const { ok, errors, text, form: anew } = outcome.reply ?? {};
    const refused = outcome.type === "refused" || ok === false || (errors && Object.keys(errors).length > 0);
    const form = view?.forms.get(data);
    if (refused && form) {
      form.reject(errors, outcome.text ?? text, anew);
      return;
    }
    view?.finishForm(data);
    this.toast(outcome.text ?? text);
  }

  // -- the link

  opened(outcome) {
    if (outcome.type === "ack" && outcome.reply.ok !== false) {
      this.options.onOpened?.();
      return;
    }
    // The server says why, in kind words; no page tells a link that is somebody else's from one that never was.
    const page = el(
      "div",
      { class: "gone", tabindex: -1 },
      said("h2", this.words.link_gone_title),
      said("p", outcome.reply?.text ?? this.words.link_gone),
      el(
        "button",
        {
          type: "button",
          class: "button primary",
          onclick: () => {
            page.remove();
            this.root.classList.remove("closed");
            this.options.onOpened?.();
            this.input.focus();
          },
        },
        this.words.open_chat,
      ),
    );
    this.root.classList.add("closed");
    this.root.append(page);
    page.focus();
  }

  // -- the connection, and where one looks

  up(up) {
    if (up === this.isUp) return; // one more attempt that failed is no news
    this.isUp = up;
    clearTimeout(this.bannerTimer);
    if (up) this.banner.textContent = "";
    else {
      this.bannerTimer = setTimeout(() => {
        this.banner.textContent = this.words.offline ?? this.root.dataset.offline ?? "";
      }, BANNER_AFTER_MS);
    }
    this.options.onUp?.(up);
  }

  toast(text) {
    if (!text) return;
    const toast = said("p", text, { class: "toast" });
    this.toasts.replaceChildren(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }

  settleEmpty() {
    this.empty.textContent = filled(this.words.empty, {});
    this.empty.hidden = this.log.childElementCount > 0;
  }

  // The end, but of a card that is taller than the room for it the beginning.
  restingTop() {
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    const last = this.log.lastElementChild;
    const tall = last?.matches(".with-card") && !last.querySelector(".thread:not([hidden])");
    return tall ? Math.min(end, last.offsetTop - TOP_MARGIN_PX) : end;
  }

  rest() {
    this.resting = true;
    this.scroller.scrollTop = this.restingTop();
  }

  scrolled() {
    const beyond = this.scroller.scrollTop - this.restingTop();
    this.follow = beyond > -NEAR_END_PX;
    this.resting = Math.abs(beyond) < NEAR_END_PX;
    if (this.follow || this.inSight(this.newest)) this.newer.hidden = true;
  }

  // Nothing may move under somebody who is filling in a form.
  writing() {
    return Boolean(document.activeElement?.closest(".form") && this.log.contains(document.activeElement));
  }

  inSight(element) {
    if (!element?.isConnected || element.hidden) return true;
    const { top, bottom } = this.scroller.getBoundingClientRect();
    const place = element.getBoundingClientRect();
    return place.top < bottom - TOP_MARGIN_PX && place.bottom > top + TOP_MARGIN_PX;
  }

  showNewest() {
    this.newer.hidden = true;
    const gently = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.newest?.scrollIntoView({ block: "center", behavior: gently ? "smooth" : "instant" });
  }
}

function keyOf(id) {
  return id.slice(id.lastIndexOf("/") + 1);
}

function arrow() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M12 20V5M5.5 11.5 12 5l6.5 6.5");
  svg.append(path);
  return svg;
}
