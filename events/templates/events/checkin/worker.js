{% autoescape off %}// The door without a network. Keeps what draws the page, no person's data; lists lie in the page's own storage.
"use strict";

const FILES = {{ files }};
const STILL = "door-files-{{ version }}";
const PAGES = "door-pages";
const SCOPE = "{{ scope }}";

self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
        const cache = await caches.open(STILL);
        // One by one: a file that fails must not keep the others from being there.
        await Promise.all(FILES.map((file) => cache.add(file).catch(() => null)));
        await self.skipWaiting();
    })());
});

self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
        for (const name of await caches.keys()) {
            if (name.startsWith("door-files-") && name !== STILL) await caches.delete(name);
        }
        await self.clients.claim();
    })());
});

async function page(request) {
    const path = new URL(request.url).pathname;
    const pages = await caches.open(PAGES);
    try {
        const answer = await fetch(request);
        if (answer.ok && !answer.redirected && path.endsWith("/scan/")) await pages.put(path, answer.clone());
        if (answer.status === 403 || answer.status === 404) await pages.delete(path);
        return answer;
    } catch (error) {
        const known = await pages.match(path);
        if (known) return known;
        const kept = (await pages.keys()).map((entry) => new URL(entry.url).pathname);
        const scan = kept.find((one) => path.startsWith(one.replace(/scan\/$/, ""))) ?? (path === SCOPE ? kept.at(-1) : null);
        if (scan) return Response.redirect(scan);
        throw error;
    }
}

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const address = new URL(request.url);
    if (request.method !== "GET" || address.origin !== self.location.origin) return;
    if (request.mode === "navigate") {
        event.respondWith(page(request));
    } else if (FILES.includes(address.pathname)) {
        event.respondWith(caches.match(address.pathname, { cacheName: STILL }).then((known) => known ?? fetch(request)));
    }
});
{% endautoescape %}
