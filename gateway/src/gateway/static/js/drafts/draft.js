/**
 * 草稿 one form: every change is kept in this browser at once and saved on the server soon after.
 *
 * Saves never overlap. What got no answer is sent again unchanged under its own key before anything
 * newer is sent: so a form is never made twice, and one's own save is never met as somebody else's.
 */
import { newKey } from "../api.js";
import { banner as changed } from "../live/shown.js";
import { conflict, reconcile } from "./joining.js";
import { watch } from "./leaving.js";
import { inPage, send, session, theirs } from "./saving.js";
import { banner, clock, doubt, link, say, status, trust } from "./shown.js";
import { drop, hold, load, nameOf, orphan, save } from "./store.js";
import { numbers, putHidden, read, rowOf, same, write } from "./values.js";

/** @typedef {import("./values.js").Values} Values */
/** @typedef {import("./store.js").Copy} Copy */
/** @typedef {import("./store.js").Sent} Sent */
/** @typedef {import("./saving.js").Outcome} Outcome */
/** @typedef {import("./saving.js").Saved} Saved */

const KEEP = 300; // ms after a change
export const REST = 2000; // ms without a change
const AGAIN = [1000, 2000, 5000, 10_000, 20_000, 30_000]; // ms between tries while nobody answers
const LOOK = 10_000; // ms between looks for a new session

export class Draft {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.person = form.dataset["person"] ?? document.body.dataset["person"] ?? "";
    /** `project:<id>`, `project:new`, or `booking:new<of what>`. */
    this.draft = form.dataset["draft"] ?? "";
    this.kind = this.draft.split(":")[0] ?? "";
    this.fresh = this.draft.startsWith(`${this.kind}:new`);
    this.name = nameOf(this.person, this.fresh ? `${this.draft}:${newKey()}` : this.draft);
    this.url = form.dataset["autosave"] ?? "";
    this.version = Number(form.dataset["version"]) || 0;
    /** What the server has. */
    this.base = read(form);
    /** What is on its way, or was when the line broke. @type {Sent | null} */
    this.sent = null;
    /** @type {Promise<void> | null} */
    this.running = null;
    /** Why nothing is sent of itself now. @type {"" | "restored" | "conflict" | "refused" | "expired"} */
    this.held = "";
    this.tries = 0;
    this.dirty = false;
    this.leaving = false;
    this.writing = false;
    /** @type {Record<string, ReturnType<typeof setTimeout>>} */
    this.timers = {};
  }

  /**
   * 打开 what was typed before and never saved comes back.
   * @param {string} problem  the code that the page was refused with, or nothing
   * @param {string} before   the name under which it was kept when it was sent
   */
  async open(problem, before) {
    this.listen();
    if (problem) {
      await this.wasRefused(problem, load(before || this.name));
      if (before && before !== this.name) drop(before);
    } else {
      const copy = this.fresh ? await this.adopt() : load(this.name);
      if (copy) await this.restore(copy);
    }
    if (this.fresh) hold(this.name);
  }

  /** A new form whose tab has gone is taken over by this one. */
  async adopt() {
    const left = await orphan(this.person, this.draft);
    const copy = left ? load(left) : null;
    if (left && copy && save(this.name, copy)) drop(left);
    return copy;
  }

  /** @param {Copy} copy */
  async restore(copy) {
    const [shown, version] = [this.base, this.version];
    Object.assign(this, { base: copy.base, version: copy.version, sent: copy.pending ?? null });
    if (!this.sent && copy.version !== version) {
      return reconcile(this, { version, values: shown, ...(await this.who()) }, copy.values);
    }
    if (!this.sent) this.base = shown;
    if (!this.sent && same(copy.values, shown)) return this.keep();
    this.put(copy.values);
    this.held = this.sent ? "" : "restored";
    this.keep();
    status(this.form, say("kept"), "kept");
    const text = say("restored", { time: clock(copy.at) });
    banner(this.form, text, { text: say("discard"), pressed: () => this.discard(shown) }, () => this.changed());
    if (this.sent) this.soon(0); // whatever became of it: the same once more, and it is known
  }

  /** Who has saved what the server has now. */
  async who() {
    const now = await theirs(this.form.dataset["conflict"] ?? "");
    return { by: now?.by ?? "", at: now?.at ?? "" };
  }

  /** 填入 what nobody has typed just now. @param {Values} values */
  put(values) {
    this.writing = true;
    write(this.form, values);
    this.writing = false;
  }

  /** @param {Values} values  what the server had when the page was opened */
  async discard(values) {
    await this.running;
    this.sent = null;
    const there = new Set(Object.entries(this.base).flatMap(([name, ids]) => (name.endsWith(".id") ? ids : [])));
    // A row that has been removed on the server meanwhile comes back as a new one.
    const back = Object.entries(values).filter(([name, [id = ""]]) => !name.endsWith(".id") || there.has(id));
    this.put(Object.fromEntries(back));
    this.held = "";
    this.changed();
  }

  /**
   * The page shows what was typed, not what the server has.
   * @param {string} problem
   * @param {Copy | null} copy
   */
  async wasRefused(problem, copy) {
    const behind = problem === "VERSION_CONFLICT" || (copy !== null && copy.version !== this.version);
    this.base = copy?.base ?? {};
    if (behind && copy) this.version = copy.version;
    this.keep();
    if (behind) await conflict(this);
  }

  listen() {
    const { form } = this;
    const touched = () => !this.writing && this.changed();
    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("live:changed", (event) => this.somebody(/** @type {CustomEvent} */ (event)));
    window.addEventListener("online", () => this.tries > 0 && this.soon(0));
    window.addEventListener("focus", () => this.look());
    document.addEventListener("visibilitychange", () => (document.hidden ? void this.flush() : void this.look()));
    watch(this);
  }

  /** 有改动. */
  changed() {
    this.later("keep", KEEP, () => {
      this.keep();
      const quiet = !this.running && !this.held && this.tries === 0;
      const text = this.url ? say("dirty") : say("kept");
      if (quiet) status(this.form, this.dirty ? text : "", this.url ? "busy" : "kept");
    });
    if (this.held === "restored" || this.held === "refused") this.held = "";
    this.soon(REST);
  }

  /** 暂存本机 what the server has not got. */
  keep() {
    clearTimeout(this.timers["keep"]);
    const values = read(this.form);
    this.dirty = !same(values, this.base);
    if (this.dirty) this.form.dataset["dirty"] = "";
    else delete this.form.dataset["dirty"];
    if (!this.dirty && !this.sent) return drop(this.name);
    const { base, version, sent } = this;
    const kept = save(this.name, { values, base, version, at: Date.now(), ...(sent && { pending: sent }) });
    if (!kept) status(this.form, say("nowhere"), "bad");
  }

  /** @param {number} ms */
  soon(ms) {
    this.later("save", ms, () => this.flush());
  }

  /** @param {string} what @param {number} ms @param {() => void} then */
  later(what, ms, then) {
    clearTimeout(this.timers[what]);
    this.timers[what] = setTimeout(then, ms);
  }

  /** 立即保存 one save at a time; whoever asks meanwhile waits for the same. @returns {Promise<void>} */
  flush() {
    this.running ??= this.once().finally(() => (this.running = null));
    return this.running;
  }

  async once() {
    clearTimeout(this.timers["save"]);
    this.keep();
    if (!this.dirty && !this.sent) this.tries = 0;
    if (!this.url) return; // kept in this browser only: the person saves
    if (this.held || this.leaving || (!this.dirty && !this.sent)) return;
    this.sent ??= { url: this.url, key: newKey(), values: read(this.form), version: this.version };
    this.keep();
    status(this.form, say("saving"), "busy");
    await this.settle(this.sent, await send(this.sent, this.token()));
  }

  token() {
    const found = this.form.querySelector("input[name=_csrf]");
    return found instanceof HTMLInputElement ? found.value : "";
  }

  /**
   * @param {Sent} sent
   * @param {Outcome} outcome
   */
  async settle(sent, outcome) {
    if (outcome.kind !== "away" || !outcome.doubt) this.sent = null;
    if (outcome.kind !== "away") this.tries = 0;
    switch (outcome.kind) {
      case "saved":
        return this.saved(sent, outcome.saved);
      case "away":
        return this.away(outcome.wait);
      case "invalid":
        return this.invalid(sent, outcome.findings);
      case "refused":
        return this.stop("refused", say("refused", { title: outcome.title }), "bad");
      case "conflict":
        return conflict(this);
      case "token":
      case "expired":
        return this.expired(outcome.kind === "token");
    }
  }

  /**
   * @param {Sent} sent
   * @param {Saved} told
   */
  saved(sent, told) {
    const before = this.name;
    this.version = told.version;
    this.url = told.autosave;
    this.fresh = false;
    this.name = nameOf(this.person, `${this.kind}:${told.id}`);
    this.base = { ...sent.values, ...this.nameRows(sent.values, told.rows) };
    const key = `${this.kind}:${told.id}`;
    Object.assign(this.form.dataset, { draft: key, live: key, autosave: told.autosave, conflict: told.conflict, version: String(told.version) });
    putHidden(this.form, "version", String(told.version));
    this.form.setAttribute("action", told.url);
    if (location.pathname !== new URL(told.url, location.href).pathname) history.replaceState(history.state, "", told.url);
    if (before !== this.name) drop(before);
    trust(this.form);
    this.keep();
    status(this.form, say("saved", { time: clock(told.saved_at, true) }), "ok");
    document.body.dispatchEvent(new CustomEvent("form:saved", { detail: { id: told.id, version: told.version } }));
    if (this.dirty) this.soon(REST);
  }

  /**
   * 明细编号 rows that are new to the server get their ids, so that the next save knows them again.
   * @param {Values} sent
   * @param {Record<string, string[]>} rows
   * @returns {Values}
   */
  nameRows(sent, rows) {
    /** @type {Values} */
    const named = {};
    const there = Object.fromEntries(Object.entries(sent).filter(([, values]) => values.length));
    for (const [prefix, places] of numbers(there)) {
      const ids = rows[prefix];
      if (ids?.length !== places.length) continue;
      places.forEach((number, place) => {
        const [row, id, name] = [rowOf(this.form, prefix, number), ids[place], `${prefix}.${number}.id`];
        if (id) named[name] = [id];
        if (id && row) putHidden(row, name, id);
      });
    }
    return named;
  }

  /**
   * 不合格 what is still empty is no mistake: the person has not come to it yet.
   * @param {Sent} sent
   * @param {import("./saving.js").Finding[]} findings
   */
  invalid(sent, findings) {
    const wrong = findings.filter(({ field }) => sent.values[inPage(sent.values, field)]?.some((text) => text.trim()));
    doubt(this.form, sent.values, wrong);
    const text = wrong.length ? say("invalid", { n: wrong.length }) : say("missing", { n: findings.length });
    this.stop("refused", text, "kept");
  }

  /** @param {number} wait  ms that the server asks for */
  away(wait) {
    const again = AGAIN[Math.min(this.tries, AGAIN.length - 1)] ?? 0;
    this.tries += 1;
    this.keep();
    status(this.form, say("away"), "kept");
    this.soon(Math.max(wait, again));
  }

  /**
   * 停下 until the person does something about it.
   * @param {"conflict" | "refused" | "expired"} why
   * @param {string} text
   * @param {"kept" | "bad"} look
   * @param {HTMLElement} [more]
   */
  stop(why, text, look, more) {
    this.held = why;
    this.keep();
    status(this.form, text, look, more);
  }

  /** 登录过期 the person logs in elsewhere; this page notices and goes on. @param {boolean} [mayBe] */
  async expired(mayBe = false) {
    const now = mayBe ? await session() : null;
    if (now && now.person === this.person) return this.goOn(now.csrf);
    const next = encodeURIComponent("/desk");
    this.stop("expired", say("expired"), "bad", link(say("login"), `/login?next=${next}`));
    this.later("look", LOOK, () => this.look());
  }

  async look() {
    if (this.held !== "expired" || document.hidden) return;
    const now = await session();
    if (this.held !== "expired") return;
    if (now && now.person === this.person) return this.goOn(now.csrf);
    if (now) status(this.form, say("other"), "bad");
    this.later("look", LOOK, () => this.look());
  }

  /** @param {string} csrf */
  goOn(csrf) {
    for (const one of document.querySelectorAll("input[name=_csrf]")) if (one instanceof HTMLInputElement) one.value = csrf;
    document.querySelector("meta[name=csrf-token]")?.setAttribute("content", csrf);
    this.held = "";
    this.soon(0);
  }

  /** 他人办理 an event of this form: one's own save makes one too. @param {CustomEvent} event */
  async somebody(event) {
    event.preventDefault();
    await this.running;
    const now = await theirs(this.form.dataset["conflict"] ?? "");
    if (now ? now.version > this.version : event.detail) changed(this.form, event.detail);
  }
}
