// The demo's page: a shop, the controls, and three chats side by side. Words come with the first hello.
import { Chat } from "/chat/static/chat.js";
import { el, filled, locale, said } from "/chat/static/dom.js";

const POLL_MS = 2000;
const ROOMS = ["phone", "staff", "managers"];
const ACTIONS = {
  skip: (button) => ["skip", { hours: Number(button.dataset.hours) }],
  twice: () => ["twice", {}],
  network: () => ["network", { up: state?.network === "down" }],
  restart: () => ["restart", {}],
};

const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

let words = {};
let state = null;
let readAt = 0;
let restarting = false;
let notice = "";
let noticeTimer = 0;
let shown = "";
const chats = new Map();

// -- words

function speak(hello) {
  words = hello.words;
  document.documentElement.lang = hello.language;
  document.title = words.demo_title;
  for (const element of all("[data-word]")) element.textContent = words[element.dataset.word];
  for (const element of all("[data-label]")) element.setAttribute("aria-label", words[element.dataset.label]);
  shown = "";
  show();
}

// -- the demo's state

async function ask(path, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`/demo/${path}`, options);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function learn(answer) {
  const mended = state?.network === "down" && answer.network === "up";
  state = answer;
  readAt = performance.now();
  restarting = false;
  for (const name of ROOMS) if (name !== "phone" || state.phone) open(name);
  if (mended) for (const chat of chats.values()) chat.reconnect();
  show();
}

async function poll() {
  setTimeout(poll, POLL_MS);
  if (document.visibilityState === "hidden" || find(".busy[data-action]")) return;
  let answer;
  try {
    answer = await ask("state");
  } catch {
    restarting = state !== null;
    show();
    return;
  }
  learn(answer);
}

async function act(button, path, body, done = "") {
  if (button.classList.contains("busy")) return;
  button.classList.add("busy");
  button.setAttribute("aria-busy", "true");
  try {
    learn(await ask(path, body));
    tell(done);
  } catch {
    if (path === "restart") restarting = true;
    else tell(words.demo_failed);
  } finally {
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
    show();
  }
}

function tell(text) {
  clearTimeout(noticeTimer);
  notice = text ?? "";
  noticeTimer = setTimeout(() => {
    notice = "";
    show();
  }, 5000);
  show();
}

// -- showing

function show() {
  const status = find(".status");
  const text = statusText();
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("warning", restarting || state?.network === "down");
  if (!state) return;
  const network = find("[data-action=network]");
  const down = state.network === "down";
  network.textContent = words[down ? "demo_mend" : "demo_break"] ?? "";
  network.setAttribute("aria-pressed", String(down));
  find("#panel-phone .idle").hidden = state.phone;
  find("#panel-phone .room").hidden = !state.phone;
  showShop();
  showClock();
}

function statusText() {
  if (restarting) return words.demo_restarting ?? "";
  if (state?.network === "down") return words.demo_network_down ?? "";
  if (notice) return notice;
  const { done, of } = state?.history ?? { done: 0, of: 0 };
  return done < of ? filled(words.demo_history, { percent: Math.floor((100 * done) / of) }) : "";
}

function showClock() {
  if (!state) return;
  const now = new Date(new Date(state.now).getTime() + performance.now() - readAt);
  const text = now.toLocaleString(locale(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  });
  const time = find(".clock time");
  find(".clock").hidden = false;
  if (time.textContent !== text) time.textContent = text;
  time.setAttribute("datetime", now.toISOString());
}

function showShop() {
  const buyer = find(".buyer input");
  if (!buyer.value && document.activeElement !== buyer) buyer.value = state.customer ?? "";
  const wanted = JSON.stringify([state.products, words.demo_buy]);
  if (wanted === shown || !words.demo_buy) return;
  shown = wanted;
  find(".products").replaceChildren(
    ...state.products.map((product) =>
      el(
        "li",
        {},
        el(
          "div",
          { class: "product" },
          said("strong", product.name),
          el("span", {}, said("span", product.price, { class: "price" }), said("span", product.place)),
        ),
        el(
          "button",
          {
            type: "button",
            class: "button primary",
            "aria-label": `${words.demo_buy}: ${product.name}`,
            onclick: (event) => buy(event.currentTarget, product),
          },
          words.demo_buy,
        ),
      ),
    ),
  );
}

function buy(button, product) {
  const name = find(".buyer input").value.trim() || state.customer;
  act(button, "buy", { product: product.id, name }, filled(words.demo_bought, { name, product: product.name }));
}

// -- rooms and tabs

function open(name) {
  if (chats.has(name)) return;
  const panel = find(`#panel-${name}`);
  chats.set(
    name,
    new Chat(find(".room", panel), {
      url: `/rooms/${name}/ws`,
      onHello: (hello) => (words.demo_title ? null : speak(hello)),
      onEntry: (entry) => entry.mine || markUnread(name),
    }),
  );
}

function select(tab) {
  for (const other of all("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    find(`#${other.getAttribute("aria-controls")}`).classList.toggle("chosen", chosen);
  }
  tab.classList.remove("unread");
  tab.removeAttribute("aria-description");
}

function markUnread(name) {
  const tab = find(`#tab-${name}`);
  if (tab.getAttribute("aria-selected") === "true") return;
  tab.classList.add("unread");
  tab.setAttribute("aria-description", words.demo_unread);
}

function tabKeys(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = all("[role=tab]");
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  select(next);
  next.focus();
}

for (const button of all("[data-action]")) {
  button.addEventListener("click", () => act(button, ...ACTIONS[button.dataset.action](button)));
}
for (const tab of all("[role=tab]")) tab.addEventListener("click", () => select(tab));
find(".tabs").addEventListener("keydown", tabKeys);
select(find("#tab-shop"));
setInterval(showClock, 1000);
poll();
