/**
 * 实时更新 what happens to forms, told to the page while it is open.
 *
 * Each message becomes two events on document.body, `live:<form_type>:<form_id>` and `live:queue`,
 * so that htmx reloads what shows them (`hx-trigger="live:notice:… from:body"`). After a gap, all
 * that the page shows is asked for again. Texts stand in the page, none in here.
 */
import { banner, status, toast } from "./live/shown.js";
import { listen } from "./live/source.js";
import "./live/swaps.js";

/** @typedef {import("./live/source.js").Told} Told */
/** @typedef {import("./live/source.js").Form} Form */

const PATIENCE = 5000; // ms without a connection before it is said
const LISTS = [300, 2500]; // ms: the work list hears of the same event on its own way, and may need a moment

const place = document.getElementById("live");
if (place) start(place);

/** @param {HTMLElement} here */
function start(here) {
  const { person = "", url = "", since = "" } = here.dataset;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let worry;
  listen({ person, url, since: Number(since) || 0 }, (told) => {
    switch (told.kind) {
      case "up":
        clearTimeout(worry);
        worry = undefined;
        status(here, false);
        break;
      case "down":
        worry ??= setTimeout(() => status(here, true), PATIENCE);
        break;
      case "gap":
        for (const key of shown()) fire(key, null);
        lists(null);
        break;
      case "form":
        fire(`${told.form.form_type}:${told.form.form_id}`, told.form);
        lists(told.form);
        toast(here, told.form);
    }
  });
}

/** @type {ReturnType<typeof setTimeout>[]} */
let waiting = [];

/** 列表 many events at once are one reload. @param {Form | null} form */
function lists(form) {
  for (const one of waiting) clearTimeout(one);
  waiting = LISTS.map((ms) => setTimeout(() => fire("queue", form), ms));
}

/** The forms that the page shows. */
function shown() {
  const found = [...document.querySelectorAll("[data-live]")].map((one) => one.getAttribute("data-live") ?? "");
  return new Set(found.filter((key) => key.includes(":")));
}

/**
 * @param {string} key           `notice:<id>`, or `queue`
 * @param {Form | null} detail   null after a gap: nobody knows what has happened
 */
function fire(key, detail) {
  for (const one of document.querySelectorAll(`[data-live="${CSS.escape(key)}"][data-version]`)) {
    if (one instanceof HTMLElement) warn(one, detail);
  }
  document.body.dispatchEvent(new CustomEvent(`live:${key}`, { detail }));
}

/**
 * 编辑中 an editor is never reloaded under the hands of who types: it looks itself whether somebody
 * else has changed the form (`live:changed`, prevented by who looks), or it is told so at once, unless
 * it shows that state already (`data-state`).
 * @param {HTMLElement} editor
 * @param {Form | null} detail
 */
function warn(editor, detail) {
  const told = new CustomEvent("live:changed", { detail, cancelable: true });
  if (editor.dispatchEvent(told) && detail && editor.dataset["state"] !== detail.state) banner(editor, detail);
}
