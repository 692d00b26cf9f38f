// Warns two minutes before sign-out, offers to stay, and blanks the page when time is up.
import { keepAnswers } from "./keep-answers.js";

const WARNING = 120;
let deadline; // by this computer's clock, so that a wrong clock changes nothing
let timer;

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
  if (keepAnswers()) return;
  setTimeout(() => location.replace(dialog.dataset.leave), 2000); // a tab with answers goes first
}
