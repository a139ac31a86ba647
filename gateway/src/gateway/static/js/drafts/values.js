/**
 * 字段值 what stands in a form, by the names of its controls, as it would be sent.
 *
 * Left out: files, passwords, what is marked data-secret, and the page's own names (`_…`, `version`).
 */

/** @typedef {Record<string, string[]>} Values */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {{prefix: string, number: number, rest: string}} RowName */

const BUTTONS = new Set(["submit", "button", "reset", "image"]);
const NEVER = new Set([...BUTTONS, "file", "password"]);
const AMOUNT = /^-?\d[\d,，]*(\.\d+)?$/;

/** @param {HTMLFormElement} form @returns {Control[]} */
export function controls(form) {
  return [...form.elements].filter(/** @returns {one is Control} */ (one) => isControl(one) && isKept(one));
}

/** @param {Element} one @returns {one is Control} */
function isControl(one) {
  return one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement;
}

/** @param {Control} one */
function isKept(one) {
  if (!one.name || one.name.startsWith("_") || one.name === "version") return false;
  return !NEVER.has(one.type) && !one.matches(":disabled") && !one.closest("[data-secret]");
}

/** 现值 of the whole form. @param {HTMLFormElement} form @returns {Values} */
export function read(form) {
  /** @type {Values} */
  const values = {};
  for (const one of controls(form)) (values[one.name] ??= []).push(...chosen(one));
  return values;
}

/** @param {Control} one @returns {string[]} */
function chosen(one) {
  if (one instanceof HTMLSelectElement) return [...one.selectedOptions].map((option) => option.value);
  if (isTick(one)) return one.checked ? [one.value] : [];
  return [one.value];
}

/** @param {Control} one @returns {one is HTMLInputElement} */
function isTick(one) {
  return one.type === "checkbox" || one.type === "radio";
}

/**
 * 填入 values; rows that the page does not have yet are made by the page itself (event `draft:rows`),
 * and so are lists of files (`draft:write`).
 * What has no control all the same goes along hidden: it was typed, so it must not be lost.
 * @param {HTMLFormElement} form
 * @param {Values} values
 */
export function write(form, values) {
  askForRows(form, values);
  form.dispatchEvent(new CustomEvent("draft:write", { detail: { values } }));
  for (const one of form.querySelectorAll("[data-draft-kept]")) one.remove();
  /** @type {Map<string, Control[]>} */
  const found = new Map();
  for (const one of controls(form)) found.set(one.name, [...(found.get(one.name) ?? []), one]);
  for (const [name, wanted] of Object.entries(values)) {
    const here = found.get(name);
    if (here) here.forEach((one, place) => put(one, wanted, place));
    else for (const value of wanted) keep(form, name, value);
  }
}

/**
 * @param {Control} one
 * @param {string[]} wanted
 * @param {number} place  which one of those of its name
 */
function put(one, wanted, place) {
  const before = chosen(one).join("\n");
  if (one instanceof HTMLSelectElement) for (const option of one.options) option.selected = wanted.includes(option.value);
  else if (isTick(one)) one.checked = wanted.includes(one.value);
  else one.value = wanted[place] ?? "";
  if (chosen(one).join("\n") !== before) one.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function keep(form, name, value) {
  const made = hidden(name, value);
  made.dataset["draftKept"] = "";
  const row = rowName(name);
  ((row && rowOf(form, row.prefix, row.number)) ?? form).append(made);
}

/** @param {string} name @param {string} value */
function hidden(name, value) {
  const made = document.createElement("input");
  made.type = "hidden";
  made.name = name;
  made.value = value;
  return made;
}

/**
 * 隐藏字段 of this name, made where there is none.
 * @param {HTMLElement} where
 * @param {string} name
 * @param {string} value
 */
export function putHidden(where, name, value) {
  const found = where.querySelector(`input[name="${CSS.escape(name)}"]`);
  if (found instanceof HTMLInputElement) found.value = value;
  else where.append(hidden(name, value));
}

/** @param {HTMLFormElement} form @param {Values} values */
function askForRows(form, values) {
  const wanted = numbers(values);
  for (const prefix of new Set([...wanted.keys(), ...prefixes(form)])) {
    const keep = wanted.get(prefix) ?? [];
    const detail = { prefix, count: Math.max(-1, ...keep) + 1, keep, values };
    form.dispatchEvent(new CustomEvent("draft:rows", { bubbles: true, detail }));
  }
}

/** 行前缀 of the rows that the page has. @param {HTMLElement} form @returns {string[]} */
export function prefixes(form) {
  return [...form.querySelectorAll("[data-rows]")].map((box) => box.getAttribute("data-rows") ?? "");
}

/**
 * @param {HTMLElement} form
 * @param {string} prefix
 * @param {number} number
 * @returns {HTMLElement | null}
 */
export function rowOf(form, prefix, number) {
  const found = form.querySelector(`[data-rows="${CSS.escape(prefix)}"] > [data-row="${number}"]`);
  return found instanceof HTMLElement ? found : null;
}

/** `lots.2.name` → its row and the rest. @param {string} name @returns {RowName | null} */
export function rowName(name) {
  const found = /^([^.\d]+)\.(\d+)\.(.+)$/.exec(name);
  return found ? { prefix: found[1] ?? "", number: Number(found[2]), rest: found[3] ?? "" } : null;
}

/** 行号 by prefix, in order. @param {Values} values @returns {Map<string, number[]>} */
export function numbers(values) {
  /** @type {Map<string, Set<number>>} */
  const found = new Map();
  for (const name of Object.keys(values)) {
    const row = rowName(name);
    if (row) found.set(row.prefix, (found.get(row.prefix) ?? new Set()).add(row.number));
  }
  return new Map([...found].map(([prefix, seen]) => [prefix, [...seen].sort((a, b) => a - b)]));
}

/** 相同 all of it. @param {Values} one @param {Values} other */
export function same(one, other) {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => equal(one[name], other[name]));
}

/**
 * 相等 as the service reads it: blanks around, separators in amounts, line ends make no difference.
 * @param {string[] | undefined} one
 * @param {string[] | undefined} other
 */
export function equal(one, other) {
  return meaning(one) === meaning(other);
}

/** @param {string[] | undefined} texts */
function meaning(texts) {
  const told = (texts ?? []).map(plain);
  return JSON.stringify(told.length === 1 && told[0] === "" ? [] : told);
}

/** @param {string} text */
function plain(text) {
  const trimmed = text.replaceAll("\r\n", "\n").trim();
  if (!AMOUNT.test(trimmed)) return trimmed;
  const figures = trimmed.replaceAll(/[,，]/g, "");
  return figures.includes(".") ? figures.replace(/\.?0+$/, "") : figures;
}
