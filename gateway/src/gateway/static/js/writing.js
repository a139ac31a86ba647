/**
 * 招标文件制作 rich texts become editable as they will look; the points of a table are added up.
 * A `<textarea data-rich>` stays the form's field: what is typed beside it is written into it.
 */

const KEPT = new Set("P BR STRONG B EM I U SUB SUP H4 H5 UL OL LI BLOCKQUOTE TABLE THEAD TBODY TR TH TD CAPTION".split(" "));
const GONE = new Set("SCRIPT STYLE TITLE TEMPLATE HEAD".split(" "));
/** @type {[string, string, string][]} */
const TOOLS = [
  ["bold", "B", "加粗 bold"],
  ["insertUnorderedList", "•", "项目符号 bullets"],
  ["insertOrderedList", "1.", "编号 numbers"],
  ["undo", "↶", "撤销 undo"],
  ["redo", "↷", "重做 redo"],
];

/**
 * 净化 the few kinds of markup that the document may have; texts of all others stay.
 * @param {Node} from
 * @returns {Node[]}
 */
function cleaned(from) {
  if (from instanceof Text) return [document.createTextNode(from.data)];
  if (!(from instanceof Element) || GONE.has(from.tagName)) return [];
  const inner = [...from.childNodes].flatMap(cleaned);
  if (from.tagName === "DIV") return block(inner);
  if (!KEPT.has(from.tagName)) return inner;
  const made = document.createElement(from.tagName);
  for (const name of ["colspan", "rowspan"]) {
    const value = from.getAttribute(name);
    if (value && /^\d{1,3}$/.test(value)) made.setAttribute(name, value);
  }
  made.append(...inner);
  return [made];
}

/** What a browser calls a div is a paragraph of ours. @param {Node[]} inner @returns {Node[]} */
function block(inner) {
  const made = document.createElement("p");
  made.append(...inner);
  return [made];
}

/** @param {string} html @returns {Node[]} */
function parsed(html) {
  const read = new DOMParser().parseFromString(html, "text/html");
  return [...read.body.childNodes].flatMap(cleaned);
}

/** @param {Node[]} nodes */
function markup(nodes) {
  const holder = document.createElement("div");
  holder.append(...nodes);
  return holder.textContent?.trim() ? holder.innerHTML : "";
}

/** @param {HTMLTextAreaElement} field */
function enrich(field) {
  const area = document.createElement("div");
  area.className = "rich";
  if (field.readOnly) {
    area.role = "group";
    area.tabIndex = 0; // it may have to be scrolled
  } else {
    area.contentEditable = "true";
    area.role = "textbox";
    area.ariaMultiLine = "true";
  }
  area.id = `r-${field.id}`;
  const label = field.labels?.[0];
  if (label) {
    label.id ||= `l-${field.id}`;
    area.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => area.focus());
  }
  const described = field.getAttribute("aria-describedby");
  if (described) area.setAttribute("aria-describedby", described);
  const show = () => area.replaceChildren(...parsed(field.value));
  show();
  if (field.readOnly) return read(field, area);
  area.addEventListener("input", () => {
    field.value = markup([...area.childNodes].flatMap(cleaned));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html) return;
    event.preventDefault();
    document.execCommand("insertHTML", false, markup(parsed(html)));
  });
  field.addEventListener("change", show);
  field.before(tools(area), area);
  field.classList.add("visually-hidden");
  field.tabIndex = -1;
  field.addEventListener("focus", () => area.focus());
}

/** 只读 in the field's place. @param {HTMLTextAreaElement} field @param {HTMLElement} area */
function read(field, area) {
  field.before(area);
  field.hidden = true;
}

/** @param {HTMLElement} area */
function tools(area) {
  const bar = document.createElement("div");
  bar.className = "rich-tools";
  bar.role = "toolbar";
  bar.setAttribute("aria-controls", area.id);
  bar.setAttribute("aria-label", "格式 format");
  for (const [command, sign, title] of TOOLS) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-sm", textContent: sign, title });
    button.setAttribute("aria-label", title);
    button.addEventListener("click", () => {
      area.focus();
      document.execCommand(command, false);
    });
    bar.append(button);
  }
  return bar;
}

/** 分值合计 of a column, as it is typed. @param {Element} place */
function add(place) {
  const [table, column] = (place.getAttribute("data-sums") ?? "").split(".");
  const cells = document.querySelectorAll(`[data-rows="${table}"] [name$=".${column}"]`);
  const sum = [...cells].reduce((all, one) => all + (one instanceof HTMLInputElement ? Number(one.value) || 0 : 0), 0);
  place.textContent = String(Math.round(sum * 100) / 100);
}

for (const field of document.querySelectorAll("textarea[data-rich]")) if (field instanceof HTMLTextAreaElement) enrich(field);
for (const place of document.querySelectorAll("[data-sums]")) {
  add(place);
  for (const kind of ["input", "change"]) document.addEventListener(kind, () => add(place));
}
// A link of the list of checks leads to the field itself.
if (location.hash.startsWith("#f-")) document.getElementById(location.hash.slice(1))?.focus();
