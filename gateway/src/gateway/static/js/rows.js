/**
 * 明细行 rows that the person adds and removes: `<div data-rows="lots">` holds them, its
 * `<template>` is an empty one with `__n__` for the row's number.
 * Names keep their numbers when a row goes: the server closes the gaps.
 */

/** @param {HTMLElement} box @returns {HTMLElement[]} */
function rows(box) {
  return [...box.querySelectorAll(":scope > [data-row]")].filter((one) => one instanceof HTMLElement);
}

/** @param {HTMLElement} row */
function numberOf(row) {
  return Number(row.dataset.row);
}

/** @param {HTMLElement} box @returns {number} */
function nextNumber(box) {
  return Math.max(-1, ...rows(box).map(numberOf)) + 1;
}

/** @param {HTMLElement} box @param {number} number @returns {HTMLElement | null} */
export function addRow(box, number = nextNumber(box)) {
  const model = box.querySelector(":scope > template");
  if (!(model instanceof HTMLTemplateElement)) return null;
  const holder = document.createElement("template");
  holder.innerHTML = model.innerHTML.replaceAll("__n__", String(number));
  const row = holder.content.firstElementChild;
  if (!(row instanceof HTMLElement)) return null;
  const after = rows(box).find((one) => numberOf(one) > number);
  if (after) after.before(row);
  else box.append(row);
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

// A restored draft has rows of its own: those of these numbers, and no others.
document.addEventListener("draft:rows", (event) => {
  const { prefix, keep } = /** @type {CustomEvent<{prefix: string, keep: number[]}>} */ (event).detail;
  const box = document.querySelector(`[data-rows="${prefix}"]`);
  if (!(box instanceof HTMLElement)) return;
  for (const row of rows(box)) if (!keep.includes(numberOf(row))) row.remove();
  const there = rows(box).map(numberOf);
  for (const number of keep) if (!there.includes(number)) addRow(box, number);
  renumber(box);
});
