/**
 * 来源 one stream for all tabs of a person.
 *
 * Browsers open six connections to one host (HTTP/1.1): seven tabs with a stream each would stop
 * everything. So the tab that holds a lock listens and tells the others; when it goes, the next
 * one takes the lock and asks for what came since. Without locks (neither https nor localhost)
 * each tab listens for itself.
 */

/** @typedef {{form_type: string, form_id: string, type: string, state: string, state_zh: string, title: string, project_no: string}} Form */
/** @typedef {{kind: "up"} | {kind: "down"} | {kind: "gap"} | {kind: "form", form: Form}} Told */
/** @typedef {{person: string, url: string, since: number}} Asked */
/** @typedef {{told: Told, stamp: number} | {hello: string, since: number} | {to: string, kept: Kept[], up: boolean}} Said */
/** @typedef {{form: Form, stamp: number}} Kept */

const AGAIN = 5000; // ms; doubled each time
const LONGEST = 60_000;
const MOST_KEPT = 50;

/**
 * 收听 until the page goes.
 * @param {Asked} asked
 * @param {(told: Told) => void} tell
 */
export function listen(asked, tell) {
  if (!navigator.locks || typeof BroadcastChannel === "undefined") {
    new Source(asked, (told) => tell(told)).open();
    return;
  }
  const shared = new Shared(asked, tell);
  // Held until the tab ends: the promise is never kept.
  navigator.locks.request(`live:${asked.person}`, () => new Promise(() => shared.lead())).catch(() => shared.lead());
}

/** 共享 what one tab hears, all tabs of the person are told. */
class Shared {
  /**
   * @param {Asked} asked
   * @param {(told: Told) => void} tell
   */
  constructor(asked, tell) {
    this.asked = asked;
    this.tell = tell;
    this.own = Math.random().toString(36).slice(2);
    this.leading = false;
    this.up = true;
    /** @type {Kept[]} */
    this.kept = [];
    this.channel = new BroadcastChannel(`live:${asked.person}`);
    this.channel.onmessage = ({ data }) => this.hear(data);
    this.say({ hello: this.own, since: asked.since });
  }

  /** 带头 this tab listens from now on. */
  lead() {
    this.leading = true;
    new Source(this.asked, (told, stamp) => {
      this.take(told, stamp);
      this.say({ told, stamp });
    }).open();
  }

  /** @param {Said} said */
  hear(said) {
    if ("told" in said) {
      if (!this.leading) this.take(said.told, said.stamp);
    } else if ("hello" in said) {
      if (!this.leading) return;
      const kept = said.since ? this.kept.filter((one) => one.stamp > said.since) : [];
      this.say({ to: said.hello, kept, up: this.up });
    } else if (said.to === this.own) {
      for (const { form, stamp } of said.kept) this.take({ kind: "form", form }, stamp);
      this.tell({ kind: said.up ? "up" : "down" });
    }
  }

  /**
   * @param {Told} told
   * @param {number} stamp  0 where it has none
   */
  take(told, stamp) {
    if (told.kind === "up" || told.kind === "down") this.up = told.kind === "up";
    if (told.kind === "form") this.kept = [...this.kept, { form: told.form, stamp }].slice(-MOST_KEPT);
    this.asked.since = Math.max(this.asked.since, stamp);
    this.tell(told);
  }

  /** @param {Said} said */
  say(said) {
    this.channel.postMessage(said);
  }
}

/** 连接 an EventSource that is made anew when the browser gives it up (any answer but 200). */
class Source {
  /**
   * @param {Asked} asked
   * @param {(told: Told, stamp: number) => void} tell
   */
  constructor(asked, tell) {
    this.asked = asked;
    this.tell = tell;
    this.wait = AGAIN;
    /** @type {EventSource | undefined} */
    this.events = undefined;
    window.addEventListener("pagehide", () => this.events?.close());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.open();
    });
  }

  open() {
    const { url, since } = this.asked;
    const events = new EventSource(since ? `${url}?since=${since}` : url);
    this.events = events;
    events.onopen = () => {
      this.wait = AGAIN;
      this.tell({ kind: "up" }, 0);
    };
    events.onerror = () => {
      this.tell({ kind: "down" }, 0);
      if (events.readyState === EventSource.CLOSED) this.later();
    };
    events.addEventListener("form", ({ data, lastEventId }) => {
      const stamp = Number(lastEventId) || 0;
      this.asked.since = Math.max(this.asked.since, stamp);
      this.tell({ kind: "form", form: JSON.parse(data) }, stamp);
    });
    events.addEventListener("away", () => this.tell({ kind: "down" }, 0));
    events.addEventListener("gap", () => {
      this.tell({ kind: "up" }, 0);
      this.tell({ kind: "gap" }, 0);
    });
  }

  later() {
    setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST);
  }
}
