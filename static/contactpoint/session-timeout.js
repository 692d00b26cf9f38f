// Warns two minutes before sign-out, offers to stay, and blanks the page when time is up. What was typed is sent to be
// kept, and for nothing else (accounts/sent_late.py).
const WARNING = 120;
let deadline; // by this computer's clock, so that a wrong clock changes nothing
let timer;
let changed; // the form that was typed into

export function startTimeout() {
  const dialog = document.getElementById("session-timeout");
  if (!dialog?.showModal) return;
  const tabs = new BroadcastChannel("session");
  restart(Number(dialog.dataset.signedOutAt) - Number(dialog.dataset.now));
  tabs.postMessage(secondsLeft());
  tabs.addEventListener("message", ({ data }) => { restart(data); look(dialog); });
  dialog.addEventListener("cancel", () => stay(dialog, tabs));
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    stay(dialog, tabs);
  });
  document.addEventListener("input", ({ target }) => {
    if (target.form?.getAttribute("method") === "post" && target.closest("main")) changed = target.form;
  });
  document.addEventListener("visibilitychange", () => look(dialog));
  timer = setInterval(() => look(dialog), 1000);
}

function restart(seconds) {
  deadline = Date.now() + seconds * 1000;
}

function secondsLeft() {
  return (deadline - Date.now()) / 1000;
}

function look(dialog) {
  const left = secondsLeft();
  if (left <= 0) leave(dialog);
  else if (left <= WARNING && !dialog.open) dialog.showModal();
  else if (left > WARNING && dialog.open) dialog.close();
}

async function stay(dialog, tabs) {
  const form = dialog.querySelector("form");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok) return leave(dialog);
  const { seconds } = await answer.json();
  restart(seconds);
  tabs.postMessage(seconds);
  dialog.close();
}

function leave(dialog) {
  clearInterval(timer); // once: asking again each second would start the next page anew
  document.body.hidden = true; // no child's data stays on the screen
  if (changed) keep(changed);
  else setTimeout(() => location.replace(dialog.dataset.leave), 2000); // another tab may have answers to send first
}

function keep(form) {
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  address.searchParams.set("only-keep", "");
  form.setAttribute("action", address.href);
  HTMLFormElement.prototype.submit.call(form); // a field may be called "submit"
}
