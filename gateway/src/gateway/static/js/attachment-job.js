// 一个文件 on its way into a list of attachments: its row with progress, pause, cancel and retry.

import { Problem } from "./api.js";
import { copy, one, shown } from "./attachment-dom.js";
import { Upload, UploadFault } from "./upload.js";

/** @typedef {import("./upload.js").Rule} Rule */
/** @typedef {import("./upload.js").Phase} Phase */
/** @typedef {import("./attachments.js").Attachments} List */

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
const SAY_EVERY = 25; // percent: how often progress is read out

/** 一个文件 on its way into the list: its row with progress, cancel and retry. */
export class Job {
  /**
   * @param {List} list
   * @param {HTMLElement} zone
   * @param {File} file
   * @param {HTMLElement} [old]  the row of the document that it is a new version of
   */
  constructor(list, zone, file, old) {
    this.list = list;
    this.zone = zone;
    this.file = file;
    this.old = old;
    this.paused = false;
    this.stop = new AbortController();
    this.said = -1;
    this.row = copy(list.root, "data-progress");
    one(this.row, "[data-name]").textContent = file.name;
    one(this.row, "[data-size]").textContent = shown(file.size);
    this.bar = /** @type {HTMLProgressElement} */ (one(this.row, "progress"));
    this.bar.setAttribute("aria-label", file.name);
    one(this.row, "[data-cancel]").addEventListener("click", () => this.#cancel());
    one(this.row, "[data-retry]").addEventListener("click", () => void this.#go());
    one(this.row, "[data-pause]").addEventListener("click", () => this.#pause());
    one(zone, "[data-list]").append(this.row);
    void this.#begin();
  }

  async #begin() {
    const rule = /** @type {Rule} */ (JSON.parse(this.zone.dataset["rule"] ?? "{}"));
    try {
      const document = this.old?.dataset["document"];
      this.upload = new Upload(this.file, rule, (phase, share) => this.#tell(phase, share), document);
    } catch (fault) {
      return this.#fail(fault);
    }
    await this.#go();
  }

  async #go() {
    if (!this.upload || (this.list.active.has(this) && !this.paused)) return;
    if (this.stop.signal.aborted) this.stop = new AbortController();
    this.paused = false;
    this.#look("running");
    this.list.active.add(this);
    const { signal } = this.stop;
    try {
      const version = await this.upload.run(signal);
      this.row.remove();
      this.list.add(this.zone, version, this.old);
      this.list.say(this.list.text("textDone", { name: this.file.name }));
    } catch (fault) {
      if (!signal.aborted) this.#fail(fault);
    } finally {
      if (!this.paused) this.list.active.delete(this); // a paused one still belongs to the form
    }
  }

  /** 暂停 what is on its way is sent again; what has come stays. */
  #pause() {
    this.paused = true;
    this.stop.abort();
    this.#look("paused");
    this.list.say(`${this.file.name} ${this.list.text("textPaused")}`);
    one(this.row, "[data-retry]").focus();
  }

  #cancel() {
    const failed = "failed" in this.row.dataset;
    this.paused = false;
    this.stop.abort();
    this.upload?.cancel();
    this.list.active.delete(this);
    this.row.remove();
    this.list.say(this.list.text(failed ? "textRemoved" : "textCancelled", { name: this.file.name }));
    one(this.zone, "input[type=file]").focus();
  }

  /** @param {Phase} phase @param {number} share */
  #tell(phase, share) {
    const percent = Math.min(100, Math.floor(share * 100));
    const text = this.list.text(PHASES[phase], { name: this.file.name, percent: `${percent}%` });
    one(this.row, "[data-state]").textContent = text;
    one(this.row, "[data-pause]").hidden = !(phase === "sending" && this.upload?.parted);
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
    if (fault instanceof Problem) {
      const [title, ...findings] = fault.lines;
      return findings.join(" ") || title || this.list.text("textFailed"); // what was found says more
    }
    const values = { name: this.file.name, hint: this.zone.dataset["hint"] ?? "" };
    if (fault instanceof UploadFault) return this.list.text(FAULTS[fault.code], values);
    console.error(fault);
    return this.list.text("textFailed", values);
  }

  /** @param {"running" | "paused" | "failed"} state */
  #look(state) {
    const failed = state === "failed";
    const retry = one(this.row, "[data-retry]");
    this.row.toggleAttribute("data-failed", failed);
    this.row.classList.toggle("is-failed", failed);
    this.bar.hidden = failed;
    one(this.row, "[data-cancel]").textContent = this.list.text(failed ? "textDismiss" : "textCancel");
    one(this.row, "[data-pause]").hidden = true;
    retry.hidden = state !== "paused";
    retry.textContent = this.list.text(state === "paused" ? "textResume" : "textRetry");
    if (state === "paused") one(this.row, "[data-state]").textContent = this.list.text("textPaused");
  }
}
