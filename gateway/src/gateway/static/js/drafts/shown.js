/** 显示 what a form says of its draft; every text stands in the page (kit/drafts.html). */
import { inPage } from "./saving.js";

/** @typedef {import("./saving.js").Finding} Finding */
/** @typedef {import("./values.js").Values} Values */

/** @returns {HTMLElement | null} */
function texts() {
  return document.getElementById("drafts");
}

/**
 * 文字 of the page by its name, with what belongs into it.
 * @param {string} name                          of the data-attribute, as dataset has it
 * @param {Record<string, string | number>} [parts]
 */
export function say(name, parts = {}) {
  const text = texts()?.dataset[name] ?? "";
  return text.replaceAll(/\{(\w+)\}/g, (whole, part) => String(parts[part] ?? whole));
}

/** 时刻 as the page's language writes it. @param {number | string} at @param {boolean} [exact] */
export function clock(at, exact = false) {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "";
  const today = moment.toDateString() === new Date().toDateString();
  return moment.toLocaleString(document.documentElement.lang, {
    hour12: false,
    hour: "2-digit",
    minute: "2-digit",
    ...(exact && { second: "2-digit" }),
    ...(!today && { month: "2-digit", day: "2-digit" }),
  });
}

/**
 * 状态 of a draft, one line beside the buttons.
 * @param {HTMLFormElement} form
 * @param {string} text
 * @param {"ok" | "busy" | "kept" | "bad"} look
 * @param {HTMLElement} [more]  a link or button
 */
export function status(form, text, look, more) {
  const line = form.querySelector("[data-draft-status]");
  if (!(line instanceof HTMLElement)) return;
  if (line.dataset["look"] === look && line.textContent === text + (more?.textContent ?? "")) return;
  line.dataset["look"] = look;
  line.replaceChildren(text, ...(more ? [" ", more] : []));
}

/**
 * 横幅 above the form: what was restored or merged.
 * @param {HTMLFormElement} form
 * @param {string} text
 * @param {{text: string, pressed: () => void}} [act]  what can be done about it
 * @param {() => void} [closed]                         it was taken note of
 */
export function banner(form, text, act, closed) {
  document.querySelector(".draft-banner")?.remove();
  const model = texts()?.querySelector("template[data-draft-banner]");
  if (!(model instanceof HTMLTemplateElement)) return;
  const made = /** @type {HTMLElement} */ (model.content.firstElementChild?.cloneNode(true));
  const [line, button] = [made.querySelector("p"), made.querySelector("[data-act]")];
  if (line) line.textContent = text;
  if (button instanceof HTMLButtonElement) {
    button.textContent = act?.text ?? "";
    button.hidden = !act;
    button.addEventListener("click", () => {
      made.remove();
      act?.pressed();
    });
  }
  made.querySelector("[data-close]")?.addEventListener("click", () => {
    made.remove();
    closed?.();
  });
  form.before(made);
}

/**
 * 链接 into a new tab: this page keeps what stands in it.
 * @param {string} text
 * @param {string} url
 */
export function link(text, url) {
  const made = document.createElement("a");
  made.textContent = text;
  made.href = url;
  made.target = "_blank";
  return made;
}

/** @param {string} text @param {() => void} pressed */
export function button(text, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm";
  made.textContent = text;
  made.addEventListener("click", pressed);
  return made;
}

/**
 * 提醒 fields that the server would not take yet, softly: nobody has asked for a verdict.
 * @param {HTMLFormElement} form
 * @param {Values} sent
 * @param {Finding[]} findings
 */
export function doubt(form, sent, findings) {
  trust(form);
  const english = document.documentElement.lang.startsWith("en");
  for (const one of findings) {
    const name = inPage(sent, one.field);
    const control = document.getElementById(`f-${name}`) ?? form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (!control) continue;
    const hint = document.createElement("div");
    hint.className = "draft-hint";
    hint.id = `d-${name}`;
    hint.textContent = (english && one.message_en) || one.message_zh;
    control.classList.add("draft-doubt");
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${hint.id}`.trim());
    (document.getElementById(`e-${name}`) ?? control).after(hint);
  }
}

/** 无疑 the reminders go. @param {HTMLFormElement} form */
export function trust(form) {
  for (const one of form.querySelectorAll(".draft-hint")) {
    const control = form.querySelector(`[aria-describedby~="${CSS.escape(one.id)}"]`);
    control?.setAttribute("aria-describedby", (control.getAttribute("aria-describedby") ?? "").replace(one.id, "").trim());
    one.remove();
  }
  for (const one of form.querySelectorAll(".draft-doubt")) one.classList.remove("draft-doubt");
}
