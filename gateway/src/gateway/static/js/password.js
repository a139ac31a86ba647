/**
 * 密码规则 beside a new password, each marked as soon as it holds.
 *
 * A help for who types, no more: registry decides (rules/passwords.py, whose numbers stand here too), and
 * only it knows which passwords are common.
 */

/** @type {Record<string, (word: string, names: string[]) => boolean>} */
const HOLDS = {
  PASSWORD_1: (word) => Array.from(word).length >= (mixed(word) ? 10 : 12),
  PASSWORD_2: (word, names) => !names.some((one) => one && word.toLowerCase().includes(one.toLowerCase())),
  PASSWORD_4: (word) => new Set(word.toLowerCase()).size >= 5,
};

/** @param {string} word */
function mixed(word) {
  return /\p{Lu}/u.test(word) && /\p{Ll}/u.test(word) && /\P{L}/u.test(word);
}

/**
 * @param {HTMLInputElement} field
 * @param {HTMLElement} rules
 */
function judge(field, rules) {
  const names = [rules.dataset["login"] ?? "", rules.dataset["name"] ?? ""];
  for (const one of rules.querySelectorAll("[data-rule]")) {
    const holds = HOLDS[one.getAttribute("data-rule") ?? ""];
    const met = field.value !== "" && holds !== undefined && holds(field.value, names);
    one.classList.toggle("is-met", met);
    const said = one.querySelector("[data-said]");
    if (said) said.textContent = met ? rules.dataset["met"] ?? "" : "";
  }
}

for (const field of document.querySelectorAll("[data-new-password]")) {
  const rules = document.getElementById(field.getAttribute("data-new-password") ?? "");
  if (field instanceof HTMLInputElement && rules) {
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${rules.id}`.trim());
    field.addEventListener("input", () => judge(field, rules));
  }
}
