/**
 * 草稿 drafts are never lost: `<form data-draft="project:<id or new>" data-autosave="…">`.
 *
 * The form is saved two seconds after the last change; until the server has it, it is kept in this
 * browser, for this person only.
 */
import { Draft } from "./drafts/draft.js";
import { drop, nameOf, sweep, takeMark } from "./drafts/store.js";

/** What restores rows and lists of files has to be there first: every module of the page has run by then. */
if (document.readyState === "complete") start();
else document.addEventListener("DOMContentLoaded", start);

function start() {
  const problem = document.querySelector("[data-problem]")?.getAttribute("data-problem") ?? "";
  const succeeded = !problem && document.querySelector("[data-flash].alert-success") !== null;
  const mark = takeMark();
  sweep();
  if (mark && succeeded) drop(mark.name);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    const draft = new Draft(form);
    const begun = nameOf(draft.person, draft.draft); // a new form is kept under it and its tab
    const ours = mark && (mark.name === draft.name || (draft.fresh && mark.name.startsWith(begun)));
    void draft.open(problem, ours ? mark.name : "");
  }
}
