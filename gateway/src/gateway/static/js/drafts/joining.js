/** 合并与冲突 what somebody else has saved meanwhile comes into this form. */
import { unbanner } from "../live/shown.js";
import { choose } from "./conflict.js";
import { merge } from "./merge.js";
import { theirs } from "./saving.js";
import { banner, button, clock, say, status } from "./shown.js";
import { numbers, putHidden, read } from "./values.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./saving.js").Theirs} Theirs */
/** @typedef {import("./values.js").Values} Values */

/** 冲突 the server has a newer version than this page began with. @param {Draft} draft */
export async function conflict(draft) {
  const url = draft.form.dataset["conflict"];
  if (!url) return draft.stop("refused", say("changed"), "bad");
  const now = await theirs(url);
  if (!now) return draft.away(0);
  await reconcile(draft, now, read(draft.form));
}

/**
 * 合并 into the form: what only one side has changed by itself, the rest as the person chooses.
 * @param {Draft} draft
 * @param {Theirs} now
 * @param {Values} mine
 */
export async function reconcile(draft, now, mine) {
  const { form, base } = draft;
  const known = inForm(form, now.values, [base, mine]);
  const merged = merge(base, known, mine);
  draft.put(mine);
  let values = merged.values;
  if (merged.conflicts.length) {
    const chosen = await choose(form, merged, now);
    if (!chosen) return postpone(draft, now, merged.conflicts.length);
    values = chosen;
  }
  draft.put(values);
  Object.assign(draft, { version: now.version, base: known, held: "" });
  unbanner(form);
  form.dataset["version"] = String(now.version);
  putHidden(form, "version", String(now.version));
  draft.keep();
  if (merged.taken && !merged.conflicts.length) {
    banner(form, say("merged", { who: now.by, time: clock(now.at), n: merged.taken }));
  }
  if (draft.dirty) draft.soon(0);
  else status(form, "", "ok");
}

/**
 * 稍后处理 nothing is sent meanwhile; the text is kept with the version that it began with.
 * @param {Draft} draft
 * @param {Theirs} now
 * @param {number} count
 */
function postpone(draft, now, count) {
  const act = button(say("resolve"), () => void reconcile(draft, now, read(draft.form)));
  draft.stop("conflict", say("conflict", { n: count }), "bad", act);
}

/**
 * Of what the server has, the fields that this form has too.
 * @param {HTMLFormElement} form
 * @param {Values} now
 * @param {Values[]} others
 * @returns {Values}
 */
function inForm(form, now, others) {
  const shapes = new Set([read(form), ...others].flatMap((values) => Object.keys(values).map(shape)));
  for (const prefix of numbers(now).keys()) {
    const name = CSS.escape(prefix);
    if (form.querySelector(`[data-rows="${name}"]`)) shapes.add(`${prefix}.*.id`);
    if (form.querySelector(`[data-attachments="${name}"]`)) for (const part of ["kind", "receipt"]) shapes.add(`${prefix}.*.${part}`);
  }
  return Object.fromEntries(Object.entries(now).filter(([name]) => shapes.has(shape(name))));
}

/** `lots.2.name` → `lots.*.name`. @param {string} name */
function shape(name) {
  return name.replaceAll(/\.\d+(?=\.)/g, ".*");
}
