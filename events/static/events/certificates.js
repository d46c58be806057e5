// Draws the certificate anew while somebody changes its design. Without it there is the button.
"use strict";

const form = document.querySelector("form[data-preview]");
const picture = document.querySelector("[data-preview-picture]");
const state = document.querySelector("[data-preview-state]");
let waiting, latest = 0;

async function draw() {
    const turn = ++latest;
    const data = new FormData(form);
    data.append("sample", "long");
    try {
        const answer = await fetch(form.dataset.preview, { method: "POST", body: data, credentials: "same-origin" });
        const blob = answer.ok ? await answer.blob() : null;
        if (turn !== latest) return;
        if (!blob) {
            state.textContent = answer.headers.get("Content-Type")?.startsWith("text/plain") ? await answer.text() : "";
            return;
        }
        state.textContent = "";
        const reader = new FileReader();
        reader.onload = () => {
            if (turn !== latest) return;
            picture.src = reader.result;
            picture.hidden = false;
        };
        reader.readAsDataURL(blob);
    } catch {
        // No network: what is shown stays.
    }
}

if (form && picture) {
    form.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(draw, 700);
    });
}
