/**
 * 明细行 rows that the person adds and removes: `<div data-rows="lots">` holds them, its
 * `<template>` is an empty one with `__n__` for the row's number.
 * Names keep their numbers when a row goes: the server closes the gaps.
 */

/** @param {HTMLElement} box @returns {number} */
function nextNumber(box) {
  const seen = [...box.querySelectorAll(":scope > [data-row]")].map((one) => Number(one instanceof HTMLElement ? one.dataset.row : -1));
  return Math.max(-1, ...seen) + 1;
}

/** @param {HTMLElement} box @returns {HTMLElement | null} */
export function addRow(box) {
  const model = box.querySelector(":scope > template");
  if (!(model instanceof HTMLTemplateElement)) return null;
  const number = nextNumber(box);
  const holder = document.createElement("template");
  holder.innerHTML = model.innerHTML.replaceAll("__n__", String(number));
  const row = holder.content.firstElementChild;
  if (!(row instanceof HTMLElement)) return null;
  box.append(row);
  /** @type {{htmx?: {process(row: HTMLElement): void}}} */ (/** @type {unknown} */ (window)).htmx?.process(row);
  renumber(box);
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return row;
}

/** What people see counts from one without gaps. @param {HTMLElement} box */
function renumber(box) {
  box.querySelectorAll(":scope > [data-row] [data-row-place]").forEach((one, place) => {
    one.textContent = String(place + 1);
  });
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-adds],[data-removes-row]") : null;
  if (!(pressed instanceof HTMLElement)) return;
  if (pressed.dataset.adds !== undefined) {
    const box = document.querySelector(`[data-rows="${pressed.dataset.adds}"]`);
    if (!(box instanceof HTMLElement)) return;
    event.preventDefault();
    const control = addRow(box)?.querySelector("input:not([type=hidden]),select,textarea");
    if (control instanceof HTMLElement) control.focus();
    return;
  }
  const row = pressed.closest("[data-row]");
  const box = row?.parentElement;
  if (!row || !box) return;
  event.preventDefault();
  row.remove();
  renumber(box);
  box.dispatchEvent(new Event("change", { bubbles: true }));
  const add = document.querySelector(`[data-adds="${box.dataset.rows}"]`);
  if (add instanceof HTMLElement) add.focus();
});

// A restored draft may have more rows than the page was made with.
document.addEventListener("draft:rows", (event) => {
  const { prefix, count } = /** @type {CustomEvent<{prefix: string, count: number}>} */ (event).detail;
  const box = document.querySelector(`[data-rows="${prefix}"]`);
  if (!(box instanceof HTMLElement)) return;
  while (nextNumber(box) < count && addRow(box)) { /* one more */ }
});
