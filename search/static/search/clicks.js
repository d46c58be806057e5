// Tells the portal once that a result was opened, and nothing about who opened it. Links work without it.
(() => {
    const results = document.querySelector("[data-asked]");
    if (!results || !results.dataset.asked || !navigator.sendBeacon) return;
    let told = false;
    const tell = (event) => {
        if (told || event.button > 1 || !event.target.closest("h2 a, h3 a")) return;
        told = true;
        navigator.sendBeacon(results.dataset.tell, new URLSearchParams({ asked: results.dataset.asked }));
    };
    results.addEventListener("click", tell);
    results.addEventListener("auxclick", tell);
})();
