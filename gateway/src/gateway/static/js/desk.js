/** 业务页面 what every page of the desk runs. */
import "./dialogs.js";
import "./drafts.js";
import "./bell.js";
import "./live.js";
import "./menu.js";
import "./problems.js";
import "./rows.js";
import "./tables.js";
import "./waiting.js";

// A refusal is read out and seen at once: it stands above what was typed.
const problem = document.querySelector(".problem");
if (problem instanceof HTMLElement && !document.querySelector("dialog[data-open-now]")) problem.focus();
