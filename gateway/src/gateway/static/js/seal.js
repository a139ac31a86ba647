/**
 * 电子签章 the part of sealing that only the browser can do: the PIN is sealed here, to the signing
 * host's one-time key (pin.js), and goes nowhere else. Which step the dialog is at, and what it
 * says, comes from the server: after each outcome the page is asked for again.
 */
import { call, pause, Problem } from "./api.js";
import { PinFault, sealPin } from "./pin.js";

/**
 * @typedef {object} Job
 * @property {string} job_id
 * @property {"open" | "signing" | "done" | "failed" | "expired"} state
 * @property {string | null} pin_key
 * @property {string | null} pin_info
 * @property {string | null} pin_key_signature
 * @property {{sha256: string}} pdf
 */

const PATIENCE = 90_000; // ms: the host's own deadline is 60 s
const LOOK = 700; // ms between two looks at what came of it
const UNKNOWN = new Set(["DEADLINE", "UNAVAILABLE", "NETWORK"]); // nobody knows whether it was done

const dialog = document.getElementById("seal");
if (dialog instanceof HTMLDialogElement) start(dialog);

/** @param {HTMLDialogElement} shown */
function start(shown) {
  const home = shown.dataset["home"] ?? location.pathname;
  // Closing leaves the job where it is; loading the page again shows the form, not the dialog.
  shown.addEventListener("close", () => history.replaceState(null, "", home));
  for (const form of shown.querySelectorAll("form[data-waits]")) {
    form.addEventListener("submit", () => say(form.getAttribute("data-waits") ?? "", "text"));
  }
  const pin = document.getElementById("pin-form");
  if (pin instanceof HTMLFormElement) ask(pin);
  const waiting = document.getElementById("seal-waiting");
  if (waiting) settle(/** @type {Job} */ (JSON.parse(waiting.dataset["job"] ?? "{}")), waiting.dataset["notice"] ?? "");
}

/** 输入口令 the field is emptied before anything else is done. @param {HTMLFormElement} form */
function ask(form) {
  const field = form.querySelector("#pin");
  const button = form.querySelector("[data-pin-button]");
  if (!(field instanceof HTMLInputElement) || !(button instanceof HTMLButtonElement)) return;
  /** @type {Job} */
  let job = JSON.parse(form.dataset["job"] ?? "{}");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    const pin = field.value;
    field.value = "";
    busy(form, button, true);
    refuse("");
    try {
      job = await once(pin, job, form);
    } catch (fault) {
      job = await mended(job);
      refuse(reason(fault));
    }
    if (job.state !== "open") return settle(job, form.dataset["notice"] ?? "");
    say("pin-progress", "");
    busy(form, button, false);
    field.setAttribute("aria-invalid", "true");
    field.focus();
  });
}

/**
 * 签一次
 * @param {string} pin
 * @param {Job} job
 * @param {HTMLFormElement} form
 * @returns {Promise<Job>}
 */
async function once(pin, job, form) {
  say("pin-progress", "sealing");
  const fresh = job.pin_key ? job : await look(job);
  if (fresh.state !== "open") return fresh;
  const sealed = await sealPin(pin, fresh, form.dataset["hostKey"]);
  // Never sent twice by itself: each try of a PIN counts, and the job tells what came of this one.
  return call("signing", "apply_seal", { id: job.job_id, sealed_pin: sealed }, { tries: 1 });
}

/** @param {Job} job @returns {Promise<Job>} */
async function look(job) {
  return call("signing", "get_job", { id: job.job_id });
}

/** 再看任务 with its new one-time key; as it was where nobody answers. @param {Job} job */
async function mended(job) {
  try {
    return await look(job);
  } catch {
    return job;
  }
}

/**
 * 等结果 until the notice has taken the seal in, or the job has failed; then the page says so.
 * @param {Job} job
 * @param {string} notice
 */
async function settle(job, notice) {
  const until = Date.now() + PATIENCE;
  let seen = job;
  while (Date.now() < until) {
    if (seen.state === "open") break;
    if (seen.state === "failed" || seen.state === "expired") return again(seen);
    say("pin-progress", seen.state === "done" ? "adopting" : "asking");
    try {
      if (seen.state === "done" && (await adopted(seen, notice))) return again(seen);
      await pause(LOOK);
      if (seen.state === "signing") seen = await look(seen);
    } catch {
      await pause(LOOK);
    }
  }
  if (seen.state === "open") return again(seen);
  say("pin-progress", "");
  refuse(text("UNSURE"));
}

/** Sealed, or changed meanwhile: both are told by the page. @param {Job} job @param {string} notice */
async function adopted(job, notice) {
  const about = dialog?.dataset["letterOf"];
  const told = about ? await letter(about, notice) : await call("notices", "get_notice", { id: notice });
  return told.sealed || told.seal_job_id !== job.job_id;
}

/** 中标通知书 among those of its notice. @param {string} about @param {string} id */
async function letter(about, id) {
  const found = await call("notices", "award_letters", { id: about });
  const one = found.items.find((/** @type {{id: string}} */ each) => each.id === id);
  return { ...one, sealed: one?.state === "issued" };
}

/** @param {Job} job */
function again(job) {
  const home = dialog?.dataset["home"] ?? location.pathname;
  location.replace(`${home}?job=${encodeURIComponent(job.job_id)}`);
}

/** 说明 why not, in the page's words. @param {unknown} fault */
function reason(fault) {
  if (fault instanceof PinFault) return text(fault.code);
  if (!(fault instanceof Problem)) throw fault;
  if (UNKNOWN.has(fault.code)) return text("AGAIN");
  const own = document.documentElement.lang.startsWith("zh") ? fault.told["message_zh"] : "";
  const flags = /** @type {string[]} */ (fault.told["flags"] ?? []);
  const last = flags.includes("pin_final_try") ? ["pin_final_try"] : flags;
  return [own || fault.lines.join(" "), ...last.map((flag) => text(flag, "flag"))].filter(Boolean).join("\n");
}

/** @param {string} code @param {string} [kind] */
function text(code, kind = "code") {
  return document.querySelector(`[data-${kind}="${CSS.escape(code)}"]`)?.textContent ?? "";
}

/** @param {string} id @param {string} which  name of the data attribute with the text; none empties the line */
function say(id, which) {
  const line = document.getElementById(id);
  if (line) line.textContent = which ? (line.dataset[which] ?? "") : "";
}

/** @param {string} why */
function refuse(why) {
  const line = document.getElementById("pin-error") ?? document.getElementById("pin-progress");
  if (line) line.textContent = why;
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button @param {boolean} on */
function busy(form, button, on) {
  form.setAttribute("aria-busy", String(on));
  button.disabled = on;
  button.classList.toggle("btn-loading", on);
}
