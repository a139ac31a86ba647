/** 显示 what the page says of live updates; the texts are in its own templates (kit/live.html). */

/** @typedef {import("./source.js").Form} Form */

const TOAST = 12_000; // ms that a toast stands
const MOST_TOASTS = 4;

/**
 * 横幅 "somebody has just dealt with this form", above the editor, once.
 * @param {HTMLElement} editor
 * @param {Form | null} form
 */
export function banner(editor, form) {
  const model = document.querySelector("#live template[data-live-banner]");
  if (!(model instanceof HTMLTemplateElement)) return;
  const made = model.content.firstElementChild?.cloneNode(true);
  if (!(made instanceof HTMLElement)) return;
  const state = made.querySelector("[data-state]");
  if (state) state.textContent = form ? word(form) : "";
  made.querySelector("[data-reload]")?.addEventListener("click", () => location.reload());
  unbanner(editor);
  editor.before(made);
}

/** 撤下横幅 the editor has taken in what it spoke of. @param {HTMLElement} editor */
export function unbanner(editor) {
  editor.parentElement?.querySelector(".live-banner")?.remove();
}

/**
 * 连接状态 said only once the line has been down for a while.
 * @param {HTMLElement} here
 * @param {boolean} lost
 */
export function status(here, lost) {
  const line = here.querySelector("[data-live-status]");
  if (!(line instanceof HTMLElement)) return;
  line.textContent = lost ? (line.dataset["text"] ?? "") : "";
  line.hidden = !lost;
}

/** How the page calls what has happened. @param {Form} form */
function word(form) {
  const found = document.querySelector(`#live [data-word="${CSS.escape(form.state)}"]`);
  return found?.textContent ?? form.state_zh;
}

/**
 * 提示 of one's own forms, where the page has a text for what has happened.
 * @param {HTMLElement} here
 * @param {Form} form
 */
export function toast(here, form) {
  const text = here.querySelector(`[data-toast="${CSS.escape(form.type)}"]`);
  const model = here.querySelector("template[data-live-toast]");
  const box = here.querySelector("[data-live-toasts]");
  if (!(text instanceof HTMLElement) || !(model instanceof HTMLTemplateElement) || !box) return;
  const made = model.content.firstElementChild?.cloneNode(true);
  if (!(made instanceof HTMLElement)) return;
  const link = made.querySelector("a");
  if (link) {
    link.textContent = `${form.title} · ${text.textContent}`;
    link.href = `${text.dataset["path"] ?? "/desk/"}${form.form_id}`;
  }
  made.querySelector("button")?.addEventListener("click", () => made.remove());
  box.querySelector(`[data-form="${CSS.escape(form.form_id)}"]`)?.remove(); // the latest is what counts
  made.dataset["form"] = form.form_id;
  while (box.childElementCount >= MOST_TOASTS) box.firstElementChild?.remove();
  box.append(made);
  fade(made);
}

/** Gone after a while, not while somebody looks at it. @param {HTMLElement} made */
function fade(made) {
  setTimeout(() => (made.matches(":hover, :focus-within") ? fade(made) : made.remove()), TOAST);
}
