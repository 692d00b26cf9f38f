// Starts what pages gain from JavaScript; every page works without it.
// A file instead of GOV.UK's inline snippet, so that the content security policy needs no hash and no exception.
import { initAll } from "../vendor/govuk/govuk-frontend.min.js";
import { startSaving } from "./autosave.js";
import { startCopying } from "./copy-number.js";
import { startKeeping } from "./keep-answers.js";
import { startProgress } from "./progress.js";
import { startTimeout } from "./session-timeout.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
startCopying();
startKeeping();
startProgress();
startSaving();
startTimeout();
