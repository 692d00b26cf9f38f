// When time is up, sends what was typed to be kept, and for nothing else (accounts/sent_late.py).
let changed; // the form that was typed into

export function startKeeping() {
  document.addEventListener("input", ({ target }) => {
    if (target.form?.getAttribute("method") === "post" && target.closest("main")) changed = target.form;
  });
}

export function keepAnswers() {
  if (!changed) return false;
  const address = new URL(changed.getAttribute("action") || location.href, location.href);
  address.searchParams.set("only-keep", "");
  changed.setAttribute("action", address.href);
  HTMLFormElement.prototype.submit.call(changed); // a field may be called "submit"
  return true;
}
