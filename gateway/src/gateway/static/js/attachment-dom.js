// 电子件 small helpers of the list of attachments: finding elements, copying templates, writing sizes.

/** @param {number} count  bytes */
export function shown(count) {
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(count / 1000))} kB`;
}

/** @param {HTMLElement} root @param {string} mark  the attribute of a template in it */
export function copy(root, mark) {
  const template = /** @type {HTMLTemplateElement} */ (one(root, `template[${mark}]`));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement} */
export function one(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
export function all(root, selector) {
  return [...root.querySelectorAll(selector)].filter((each) => each instanceof HTMLElement);
}
