/** 冲突对话框 what two people have changed differently, side by side, for a person to choose. */
import { clock, say } from "./shown.js";
import { rowName } from "./values.js";

/** @typedef {import("./merge.js").Merged} Merged */
/** @typedef {import("./merge.js").Conflict} Conflict */
/** @typedef {import("./values.js").Values} Values */

/**
 * 选择 resolves with the values chosen, or with null where the person puts it off.
 * @param {HTMLFormElement} form
 * @param {Merged} merged
 * @param {{by: string, at: string}} who
 * @returns {Promise<Values | null>}
 */
export function choose(form, merged, who) {
  const dialog = document.getElementById("draft-conflict");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(null);
  const lead = dialog.querySelector("[data-lead]");
  if (lead) lead.textContent = say(who.by ? "changedBy" : "changed", { who: who.by, time: clock(who.at) });
  const body = dialog.querySelector("tbody");
  body?.replaceChildren(...merged.conflicts.map((one, place) => line(form, one, place)));
  const taken = dialog.querySelector("[data-taken]");
  if (taken) taken.textContent = merged.taken ? say("takenToo", { n: merged.taken }) : "";
  return new Promise((resolve) => {
    dialog.onclick = ({ target }) => {
      const pressed = target instanceof Element ? target.closest("button") : null;
      if (pressed?.dataset["all"]) choice(dialog, pressed.dataset["all"]);
      if (pressed?.dataset["done"] !== undefined) dialog.close("done");
      if (pressed?.dataset["later"] !== undefined) dialog.close("later");
    };
    dialog.onclose = () => {
      const picked = merged.conflicts.map((_, place) => dialog.querySelector(`input[name="_pick.${place}"][value="theirs"]:checked`) !== null);
      resolve(dialog.returnValue === "done" ? merged.resolve(picked) : null);
    };
    dialog.returnValue = "";
    dialog.showModal();
  });
}

/** @param {HTMLDialogElement} dialog @param {string} side */
function choice(dialog, side) {
  for (const one of dialog.querySelectorAll(`input[value="${side}"]`)) if (one instanceof HTMLInputElement) one.checked = true;
}

/**
 * @param {HTMLFormElement} form
 * @param {Conflict} conflict
 * @param {number} place
 */
function line(form, conflict, place) {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = label(form, conflict.name);
  const cells = /** @type {const} */ (["theirs", "mine"]).map((side) => {
    const cell = document.createElement("td");
    const tick = document.createElement("label");
    tick.className = "form-check";
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.className = "form-check-input";
    radio.name = `_pick.${place}`;
    radio.value = side;
    radio.checked = side === "mine";
    const text = document.createElement("span");
    text.className = "form-check-label draft-text";
    text.textContent = words(form, conflict.name, conflict[side]);
    tick.append(radio, text);
    cell.append(tick);
    return cell;
  });
  row.append(head, ...cells);
  return row;
}

/**
 * 字段名 as the page's own label has it, with its row's.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function label(form, name) {
  const row = rowName(name) ?? rowName(`${name}._`);
  const where = row ? rowLabel(form, row.prefix, row.number) : "";
  const own = row?.rest === "_" ? "" : fieldLabel(form, name);
  return [where, own].filter(Boolean).join(" · ") || name;
}

/** @param {HTMLFormElement} form @param {string} name */
function fieldLabel(form, name) {
  const control = document.getElementById(`f-${name}`) ?? form.querySelector(`[name="${CSS.escape(name)}"]`);
  const legend = control?.closest("fieldset")?.querySelector("legend");
  const labels = control && "labels" in control ? /** @type {HTMLInputElement} */ (control).labels : null;
  const bound = form.querySelector(`label[for="${CSS.escape(`f-${name}`)}"]`);
  return (bound ?? (control instanceof HTMLFieldSetElement ? legend : labels?.[0]) ?? legend)?.textContent?.trim() ?? name;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} prefix
 * @param {number} number
 */
function rowLabel(form, prefix, number) {
  const rows = [...form.querySelectorAll(`[data-rows="${CSS.escape(prefix)}"] > [data-row]`)];
  const found = rows.findIndex((one) => one.getAttribute("data-row") === String(number));
  const title = rows[Math.max(found, 0)]?.getAttribute("aria-label") ?? prefix;
  return `${title} ${found < 0 ? rows.length + 1 : found + 1}`;
}

/**
 * 内容 as people read it: a choice by its words.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string[] | null} values
 */
function words(form, name, values) {
  if (values === null) return say("removed");
  const told = values.filter((one) => one !== "").map((one) => word(form, name, one));
  return told.join("、") || say("empty");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function word(form, name, value) {
  const named = `[name="${CSS.escape(name)}"]`;
  const control = form.querySelector(`${named}[value="${CSS.escape(value)}"]`) ?? form.querySelector(named);
  if (control instanceof HTMLSelectElement) return [...control.options].find((one) => one.value === value)?.text ?? value;
  const tick = control instanceof HTMLInputElement && ["radio", "checkbox"].includes(control.type);
  return tick && control.value === value ? (control.labels?.[0]?.textContent?.trim() ?? value) : value;
}
