// 电子件 a typed list of attachments in a form: choose or drop files, watch them go, keep or remove them.
//
// The markup, and every text, is templates/kit/attachments.html. A finished upload becomes a row with
// hidden inputs `<name>.<n>.kind` and `<name>.<n>.receipt` (`<name>.kind`, `<name>.receipt` in a single
// one) and is told by a bubbling `change` event, as if it had been typed.

import { Problem } from "./api.js";
import { Upload, UploadFault } from "./upload.js";

/** @typedef {import("./upload.js").Rule} Rule */
/** @typedef {import("./upload.js").Version} Version */
/** @typedef {import("./upload.js").Phase} Phase */

/** @type {Record<Phase, string>} the text of a phase */
const PHASES = { waiting: "textWaiting", hashing: "textHashing", sending: "textSending", completing: "textCompleting" };
/** @type {Record<import("./upload.js").UploadCode, string>} the text of a fault */
const FAULTS = {
  EMPTY: "textEmpty",
  TYPE: "textType",
  TOO_LARGE: "textTooLarge",
  UNREADABLE: "textUnreadable",
  STORE_AWAY: "textStoreAway",
  STORE_REFUSED: "textStoreRefused",
};
/** @typedef {{name: string, size: number, document: string, number: number}} Told  what a receipt says of its file */
const PREVIEWED = /\.(pdf|png|jpe?g)$/i; // contracts/uploads.py; documents looks at the type itself
const SAY_EVERY = 25; // percent: how often progress is read out

/** One list. */
class Attachments {
  /** @param {HTMLElement} root  the element with data-attachments */
  constructor(root) {
    this.root = root;
    this.name = root.dataset["attachments"] ?? "";
    this.single = "single" in root.dataset;
    /** @type {Set<AbortController>} */
    this.active = new Set();
    for (const zone of all(root, "[data-kind]")) this.#listen(zone);
    root.addEventListener("click", (event) => this.#onClick(event));
    const form = root.closest("form");
    form?.addEventListener("submit", (event) => this.#onSubmit(event));
    form?.addEventListener("draft:write", (event) => this.#restore(/** @type {CustomEvent} */ (event).detail.values));
    addEventListener("beforeunload", (event) => {
      if (this.active.size && root.isConnected) event.preventDefault();
    });
  }

  /** @param {HTMLElement} zone */
  #listen(zone) {
    const input = /** @type {HTMLInputElement} */ (one(zone, "input[type=file]"));
    input.addEventListener("change", (event) => {
      event.stopPropagation(); // what is kept is the receipt; choosing alone changes nothing
      const chosen = [...(input.files ?? [])];
      input.value = "";
      this.#take(zone, chosen);
    });
    zone.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.add("is-over");
    });
    zone.addEventListener("dragleave", (event) => {
      if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget))) zone.classList.remove("is-over");
    });
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      this.#take(zone, [...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** @param {HTMLElement} zone @param {File[]} files */
  #take(zone, files) {
    for (const file of this.single ? files.slice(0, 1) : files) new Job(this, zone, file);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-remove]") : null;
    const row = button?.closest("[data-item]");
    if (!(row instanceof HTMLElement)) return;
    const zone = /** @type {HTMLElement} */ (row.closest("[data-kind]"));
    const name = one(row, "[data-name]").textContent ?? "";
    row.remove();
    this.say(this.text("textRemoved", { name }));
    changed(one(zone, "[data-list]"));
    one(zone, "input[type=file]").focus();
  }

  /** A form is not sent while a file of it is still under way. @param {SubmitEvent} event */
  #onSubmit(event) {
    if (!this.active.size || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.say(this.text("textBusy"));
    const busy = one(this.root, "[data-job]:not([data-failed])");
    busy.scrollIntoView({ block: "center" });
    one(busy, "[data-cancel]").focus();
  }

  /**
   * 列入 a finished upload.
   * @param {HTMLElement} zone
   * @param {Version} version
   */
  add(zone, version) {
    if (this.single) for (const old of all(this.root, "[data-item]")) old.remove();
    const { document_id: document, version: number, file } = version;
    const place = this.single ? this.name : `${this.name}.${this.#next()}`;
    const row = this.#row(place, version.kind, version.receipt, { document, number, ...file });
    one(zone, "[data-list]").append(row);
    changed(one(row, "[data-receipt]"));
  }

  /**
   * @param {string} place
   * @param {string} kind
   * @param {string} receipt
   * @param {Told} told
   */
  #row(place, kind, receipt, { name, size, document, number }) {
    const row = copy(this.root, "data-row");
    fill(row, "[data-kind-of]", `${place}.kind`, kind);
    fill(row, "[data-receipt]", `${place}.receipt`, receipt);
    const link = one(row, "[data-name]");
    link.textContent = name;
    link.setAttribute("href", `/desk/files/${document}/${number}`);
    one(row, "[data-size]").textContent = shown(size);
    const preview = one(row, "[data-preview]");
    preview.hidden = !PREVIEWED.test(name);
    preview.setAttribute("href", `/desk/files/${document}/${number}?show=1`);
    one(row, "[data-preview-of]").textContent = name;
    one(row, "[data-remove]").setAttribute("aria-label", this.text("textRemove", { name }));
    return row;
  }

  /**
   * 恢复草稿 the list becomes what these values of the form say.
   * @param {Record<string, string[]>} values
   */
  #restore(values) {
    const places = Object.keys(values).filter((each) => each.endsWith(".receipt") && this.#owns(each));
    for (const old of all(this.root, "[data-item]")) old.remove();
    for (const each of places) {
      const place = each.slice(0, -".receipt".length);
      const kind = values[`${place}.kind`]?.[0] ?? "";
      const receipt = values[each]?.[0] ?? "";
      const [zone, told] = [this.root.querySelector(`[data-kind="${CSS.escape(kind)}"]`), read(receipt)];
      if (zone && told) one(zone, "[data-list]").append(this.#row(place, kind, receipt, told));
    }
  }

  /** @param {string} name  of an input */
  #owns(name) {
    if (this.single) return name === `${this.name}.receipt`;
    return name.startsWith(`${this.name}.`) && /^\d+\.receipt$/.test(name.slice(this.name.length + 1));
  }

  /** The first number that no row has. */
  #next() {
    const start = `${this.name}.`;
    const inputs = [...this.root.querySelectorAll("input[data-receipt]")];
    const taken = inputs.map((each) => Number(each.getAttribute("name")?.slice(start.length).split(".")[0]));
    return Math.max(-1, ...taken.filter(Number.isInteger)) + 1;
  }

  /** 读出 to those who do not see the page. @param {string} text */
  say(text) {
    one(this.root, "[data-said]").textContent = text;
  }

  /**
   * A text of the template with its values.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  text(key, values = {}) {
    return (this.root.dataset[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }
}

/** 一个文件 on its way into the list: its row with progress, cancel and retry. */
class Job {
  /** @param {Attachments} list @param {HTMLElement} zone @param {File} file */
  constructor(list, zone, file) {
    this.list = list;
    this.zone = zone;
    this.file = file;
    this.stop = new AbortController();
    this.said = -1;
    this.row = copy(list.root, "data-progress");
    one(this.row, "[data-name]").textContent = file.name;
    one(this.row, "[data-size]").textContent = shown(file.size);
    this.bar = /** @type {HTMLProgressElement} */ (one(this.row, "progress"));
    this.bar.setAttribute("aria-label", file.name);
    one(this.row, "[data-cancel]").addEventListener("click", () => this.#cancel());
    one(this.row, "[data-retry]").addEventListener("click", () => void this.#go());
    one(zone, "[data-list]").append(this.row);
    void this.#begin();
  }

  async #begin() {
    const rule = /** @type {Rule} */ (JSON.parse(this.zone.dataset["rule"] ?? "{}"));
    try {
      this.upload = new Upload(this.file, rule, (phase, share) => this.#tell(phase, share));
    } catch (fault) {
      return this.#fail(fault);
    }
    await this.#go();
  }

  async #go() {
    if (!this.upload || this.list.active.has(this.stop)) return;
    this.#look("running");
    this.list.active.add(this.stop);
    try {
      const version = await this.upload.run(this.stop.signal);
      this.row.remove();
      this.list.add(this.zone, version);
      this.list.say(this.list.text("textDone", { name: this.file.name }));
    } catch (fault) {
      if (!this.stop.signal.aborted) this.#fail(fault);
    } finally {
      this.list.active.delete(this.stop);
    }
  }

  #cancel() {
    const failed = "failed" in this.row.dataset;
    this.stop.abort();
    this.row.remove();
    this.list.say(this.list.text(failed ? "textRemoved" : "textCancelled", { name: this.file.name }));
    one(this.zone, "input[type=file]").focus();
  }

  /** @param {Phase} phase @param {number} share */
  #tell(phase, share) {
    const percent = Math.min(100, Math.floor(share * 100));
    const text = this.list.text(PHASES[phase], { name: this.file.name, percent: `${percent}%` });
    one(this.row, "[data-state]").textContent = text;
    if (phase === "hashing" || phase === "sending") this.bar.value = percent;
    else this.bar.removeAttribute("value"); // how long this takes, nobody knows
    const step = ["waiting", "hashing", "sending", "completing"].indexOf(phase) * 1000 + Math.floor(percent / SAY_EVERY);
    if (step === this.said) return;
    this.said = step;
    this.list.say(`${this.file.name} ${text}`);
  }

  /** @param {unknown} fault */
  #fail(fault) {
    const told = this.#why(fault);
    this.#look("failed");
    one(this.row, "[data-state]").textContent = told;
    one(this.row, "[data-retry]").hidden = !this.upload;
    this.list.say(`${this.file.name} ${told}`);
  }

  /** @param {unknown} fault */
  #why(fault) {
    if (fault instanceof Problem) return fault.lines.join(" ") || this.list.text("textFailed");
    const values = { name: this.file.name, hint: this.zone.dataset["hint"] ?? "" };
    if (fault instanceof UploadFault) return this.list.text(FAULTS[fault.code], values);
    console.error(fault);
    return this.list.text("textFailed", values);
  }

  /** @param {"running" | "failed"} state */
  #look(state) {
    const failed = state === "failed";
    this.row.toggleAttribute("data-failed", failed);
    this.row.classList.toggle("is-failed", failed);
    this.bar.hidden = failed;
    one(this.row, "[data-cancel]").textContent = this.list.text(failed ? "textDismiss" : "textCancel");
    one(this.row, "[data-retry]").hidden = true;
  }
}

/** Tell the form that something in it was changed. @param {HTMLElement} element */
function changed(element) {
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * Name a hidden input and give it its value.
 * @param {HTMLElement} row
 * @param {string} mark
 * @param {string} name
 * @param {string} value
 */
function fill(row, mark, name, value) {
  const input = /** @type {HTMLInputElement} */ (one(row, mark));
  input.name = name;
  input.value = value;
}

/**
 * 读回执 what a receipt (JWT) says of its file, to be shown; services judge it.
 * @param {string} receipt
 * @returns {Told | null}
 */
function read(receipt) {
  try {
    const middle = (receipt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const text = new TextDecoder().decode(Uint8Array.from(atob(middle), (char) => char.charCodeAt(0)));
    const { name, size, doc, ver } = JSON.parse(text);
    return { name, size, document: doc, number: ver };
  } catch {
    return null;
  }
}

/** @param {number} count  bytes */
function shown(count) {
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(count / 1000))} kB`;
}

/** @param {HTMLElement} root @param {string} mark  the attribute of a template in it */
function copy(root, mark) {
  const template = /** @type {HTMLTemplateElement} */ (one(root, `template[${mark}]`));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement} */
function one(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
function all(root, selector) {
  return [...root.querySelectorAll(selector)].filter((each) => each instanceof HTMLElement);
}

const started = new WeakSet();

/** 启用 every list in this part of the page, once. @param {ParentNode} part */
function start(part) {
  for (const root of all(part, "[data-attachments]:not([data-readonly])")) {
    if (started.has(root)) continue;
    started.add(root);
    new Attachments(root);
    root.dataset["ready"] = "";
  }
}

// A file that misses the list would replace the page, and all that was typed with it.
for (const kind of /** @type {const} */ (["dragover", "drop"])) {
  addEventListener(kind, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

start(document);
document.addEventListener("htmx:load", () => start(document));
