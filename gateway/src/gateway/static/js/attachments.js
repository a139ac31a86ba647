// 电子件 a typed list of attachments in a form: choose or drop files, watch them go, keep or remove them.
//
// The markup, and every text, is templates/kit/attachments.html. A finished upload becomes a row with
// hidden inputs `<name>.<n>.kind` and `<name>.<n>.receipt` (`<name>.kind`, `<name>.receipt` in a single
// one) and is told by a bubbling `change` event, as if it had been typed.

import { all, copy, one, shown } from "./attachment-dom.js";
import { Job } from "./attachment-job.js";
import { forget, left } from "./upload-kept.js";

/** @typedef {import("./upload.js").Version} Version */

/** @typedef {{name: string, size: number, document: string, number: number}} Told  what a receipt says of its file */
const PREVIEWED = /\.(pdf|png|jpe?g)$/i; // contracts/uploads.py; documents looks at the type itself

/** One list. */
export class Attachments {
  /** @param {HTMLElement} root  the element with data-attachments */
  constructor(root) {
    this.root = root;
    this.name = root.dataset["attachments"] ?? "";
    this.single = "single" in root.dataset;
    /** @type {Set<Job>} */
    this.active = new Set();
    for (const zone of all(root, "[data-kind]")) this.#listen(zone);
    this.#remind();
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
    for (const file of this.single ? files.slice(0, 1) : files) this.#begin(zone, file);
  }

  /** @param {HTMLElement} zone @param {File} file @param {HTMLElement} [old] */
  #begin(zone, file, old) {
    for (const told of all(zone, "[data-left]")) if (told.dataset["left"] === file.name) told.remove();
    new Job(this, zone, file, old);
  }

  /** 未完成的上传 what was begun on this page before it was closed; the file has to be chosen again. */
  #remind() {
    for (const [sha256, { kind, name }] of left()) {
      const zone = this.root.querySelector(`[data-kind="${CSS.escape(kind)}"] [data-list]`);
      if (!zone) continue;
      const row = copy(this.root, "data-unfinished");
      row.dataset["left"] = name;
      one(row, "[data-name]").textContent = name;
      one(row, "[data-forget]").addEventListener("click", () => {
        forget(sha256, kind);
        row.remove();
      });
      zone.append(row);
    }
  }

  /** 新版本 another file for the same document. @param {HTMLElement} row */
  #renew(row) {
    const zone = /** @type {HTMLElement} */ (row.closest("[data-kind]"));
    const input = document.createElement("input");
    input.type = "file";
    input.accept = one(zone, "input[type=file]").getAttribute("accept") ?? "";
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file) this.#begin(zone, file, row);
    });
    input.click();
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-remove], [data-renew]") : null;
    const row = button?.closest("[data-item]");
    if (!(row instanceof HTMLElement)) return;
    if (button?.matches("[data-renew]")) return this.#renew(row);
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
   * @param {HTMLElement} [old]  the row whose document has got this version
   */
  add(zone, version, old) {
    if (this.single) for (const old of all(this.root, "[data-item]")) old.remove();
    const { document_id: document, version: number, file } = version;
    const place = (old && placeOf(old)) || (this.single ? this.name : `${this.name}.${this.#next()}`);
    const row = this.#row(place, version.kind, version.receipt, { document, number, ...file });
    if (old?.isConnected) old.replaceWith(row);
    else one(zone, "[data-list]").append(row);
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
    row.dataset["document"] = document;
    const versions = one(row, "[data-versions]");
    versions.textContent = this.text("textVersion", { number });
    versions.setAttribute("href", `/desk/files/${document}`);
    one(row, "[data-renew-of]").textContent = name;
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

/** The name of a row's inputs, without their last part. @param {HTMLElement} row */
function placeOf(row) {
  return one(row, "[data-receipt]").getAttribute("name")?.replace(/\.receipt$/, "");
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
