/**
 * 选用时段 a free slot that is pressed fills time and room of the form: the buttons beside the day's
 * rooms, those in the box of a conflict, and free stretches of the day's table (with the mouse).
 * Without script the same buttons send the form, and the server fills it.
 */

const QUARTER = 15; // minutes

/**
 * 填入 and tell the page, as if it had been typed.
 * @param {string} field  opening or evaluation
 * @param {string} room
 * @param {string} begins  as <input type="datetime-local"> takes it
 */
export function take(field, room, begins) {
  if (field === "evaluation") tick("evaluation", "true");
  set(`f-${field}_room_id`, room);
  const time = set(`f-${field}_at`, begins);
  time?.focus();
}

/** @param {string} id @param {string} value */
function set(id, value) {
  const control = document.getElementById(id);
  if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) return null;
  control.value = value;
  told(control);
  return control;
}

/** @param {string} name @param {string} value */
function tick(name, value) {
  const control = document.querySelector(`#form [name="${name}"][value="${value}"]`);
  if (!(control instanceof HTMLInputElement) || control.checked) return;
  control.checked = true;
  told(control);
}

/** @param {HTMLElement} control */
function told(control) {
  for (const name of ["input", "change"]) control.dispatchEvent(new Event(name, { bubbles: true }));
}

/** The quarter of an hour under the mouse. @param {HTMLElement} cell @param {MouseEvent} event */
function quarter(cell, event) {
  const { left, width } = cell.getBoundingClientRect();
  const count = cell instanceof HTMLTableCellElement ? cell.colSpan : 1;
  const place = Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count)));
  const [hour = 0, minute = 0] = (cell.dataset.free ?? "").split(":").map(Number);
  const at = hour * 60 + minute + place * QUARTER;
  return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !document.getElementById("form")) return;
  const button = event.target.closest("[data-slot-room]");
  if (button instanceof HTMLElement) {
    event.preventDefault();
    const { slotFor = "opening", slotRoom = "", slotBegins = "" } = button.dataset;
    take(slotFor || "opening", slotRoom, slotBegins);
    return;
  }
  const cell = event.target.closest("td[data-free]");
  const row = cell?.closest("[data-room]");
  const table = cell?.closest("[data-field]");
  if (!(cell instanceof HTMLElement && row instanceof HTMLElement && table instanceof HTMLElement)) return;
  take(table.dataset.field ?? "", row.dataset.room ?? "", `${table.dataset.day}T${quarter(cell, event)}`);
});
