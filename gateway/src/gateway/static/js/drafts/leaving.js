/** 离开 a page that the server has not got all of: by a button, a link, or the browser. */
import { REST } from "./draft.js";
import { conflict } from "./joining.js";
import { say, status } from "./shown.js";
import { mark } from "./store.js";

/** @typedef {import("./draft.js").Draft} Draft */

const STILL_HERE = 10_000; // ms after which a page that was sent and is still there is edited again

/** @param {Draft} draft */
export function watch(draft) {
  draft.form.addEventListener("submit", (event) => submit(draft, event));
  document.addEventListener("click", (event) => follow(draft, event));
  window.addEventListener("pagehide", () => draft.keep());
  window.addEventListener("beforeunload", (event) => {
    draft.keep();
    if (draft.dirty && !draft.leaving) event.preventDefault();
  });
}

/**
 * 提交 waits for what is on its way, and does not leave a page that nobody would take in.
 * @param {Draft} draft
 * @param {SubmitEvent} event
 */
function submit(draft, event) {
  if (event.defaultPrevented || draft.leaving) return;
  const waits = draft.running || draft.sent || draft.tries > 0;
  if (!waits && draft.held !== "expired" && draft.held !== "conflict") return leave(draft);
  event.preventDefault();
  const pressed = event.submitter;
  void ready(draft).then((ok) => ok && draft.form.requestSubmit(pressed));
}

/** @param {Draft} draft */
async function ready(draft) {
  status(draft.form, say("waiting"), "busy");
  await draft.running;
  if (draft.held === "expired") await draft.expired(true);
  if (draft.held === "conflict") await conflict(draft);
  await draft.flush();
  return !draft.sent && draft.tries === 0 && draft.held !== "expired" && draft.held !== "conflict";
}

/** @param {Draft} draft */
function leave(draft) {
  draft.keep();
  mark({ name: draft.name, version: draft.version });
  draft.leaving = true;
  draft.later("leaving", STILL_HERE, () => (draft.leaving = false));
}

/**
 * 站内链接 what can be saved before leaving is saved first.
 * @param {Draft} draft
 * @param {MouseEvent} event
 */
function follow(draft, event) {
  const target = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!(target instanceof HTMLAnchorElement) || !plain || event.defaultPrevented) return;
  const away = target.origin === location.origin && target.pathname !== location.pathname;
  draft.keep();
  if (!draft.dirty || draft.held || !away || target.target || target.download) return;
  event.preventDefault();
  const patience = new Promise((resolve) => setTimeout(resolve, REST));
  void Promise.race([draft.flush(), patience]).then(() => location.assign(target.href));
}
