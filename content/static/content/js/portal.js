// What JavaScript adds; everything works without it.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
    const source = button.parentElement.querySelector("[data-copy-source]");
    if (!source || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(source.value);
        const words = button.querySelector("span");
        const before = words.textContent;
        words.textContent = button.dataset.copied;
        setTimeout(() => { words.textContent = before; }, 2500);
    });
}

// Wide windows show the filters unfolded; browsers that can't do that by style unfold them here.
if (matchMedia("(min-width: 60rem)").matches && !CSS.supports("selector(::details-content)")) {
    for (const folded of document.querySelectorAll(".filters details, .narrow > details")) folded.open = true;
}

// An open menu closes with Escape and with a touch elsewhere.
const menu = document.querySelector("details.menu");
if (menu) {
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && menu.open) {
            menu.open = false;
            menu.querySelector("summary").focus();
        }
    });
    document.addEventListener("click", (event) => {
        if (!menu.contains(event.target)) menu.open = false;
    });
}

// A form that came back with errors starts at their summary.
document.getElementById("errors")?.focus();

// Whoever signs out leaves nothing that they typed on this device.
for (const form of document.querySelectorAll('form[action$="/account/logout/"]')) {
    form.addEventListener("submit", () => {
        for (const key of Object.keys(localStorage)) {
            if (key.startsWith("writing:")) localStorage.removeItem(key);
        }
        // Lists of the door; what was not sent to us yet has another place, and stays.
        indexedDB.deleteDatabase("door-lists");
    });
}
