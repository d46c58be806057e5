// Works a moment for a public form, so that sending it by the thousand would cost. See networks/robots.py.
"use strict";

for (const proof of document.querySelectorAll("[data-proof-bits]")) {
    const ticket = proof.form?.elements.ticket?.value;
    if (ticket && !proof.value && globalThis.crypto?.subtle) work(ticket, proof);
}

async function work(ticket, proof) {
    const bits = Number(proof.dataset.proofBits);
    const encoder = new TextEncoder();
    for (let n = 0; ; n += 1) {
        const digest = await crypto.subtle.digest("SHA-256", encoder.encode(`${ticket}:${n}`));
        if (new DataView(digest).getUint32(0) >>> (32 - bits) === 0) {
            proof.value = String(n);
            return;
        }
    }
}
