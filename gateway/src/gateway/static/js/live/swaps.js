/** 换入 a fragment never takes an open dialog from under the hands of who is answering it: it waits. */

/** @typedef {{ajax(verb: string, url: string, from: {source: Element}): Promise<void>}} Htmx */
/** @typedef {{target: Element, elt: Element, shouldSwap: boolean}} Swap */

document.addEventListener("htmx:beforeSwap", (event) => {
  const swap = /** @type {CustomEvent<Swap>} */ (event).detail;
  const open = swap.target.querySelector("dialog[open]");
  const url = swap.elt.getAttribute("hx-get");
  if (!open || !url) return;
  swap.shouldSwap = false;
  const { htmx } = /** @type {{htmx?: Htmx}} */ (/** @type {unknown} */ (window));
  open.addEventListener("close", () => void htmx?.ajax("GET", url, { source: swap.elt }), { once: true });
});
