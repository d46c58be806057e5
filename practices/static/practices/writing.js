// Rows without a round trip, saving in the background, and nothing lost when the network is. Everything works without it.
"use strict";

(() => {
    const EVERY = 5000; // ms between two saves in the background
    const KEPT = "writing:"; // what begins a key of ours in the browser's storage
    const OLDEST = 30 * 24 * 3600 * 1000;

    // --- What is kept on this device: one entry for each person, story and step

    const keyOf = (person, draft, step) => `${KEPT}${person}:${draft}:${step}`;

    function read(key) {
        try {
            return JSON.parse(localStorage.getItem(key));
        } catch {
            return null;
        }
    }

    function keep(key, entry) {
        try {
            localStorage.setItem(key, JSON.stringify(entry));
            return true;
        } catch {
            return false; // storage is full or forbidden: the page itself still holds the text
        }
    }

    function keysOf(person) {
        return Object.keys(localStorage).filter((key) => key.startsWith(`${KEPT}${person}:`));
    }

    async function send(entry) {
        const body = new URLSearchParams(entry.fields);
        const token = document.querySelector("[name=csrfmiddlewaretoken]");
        if (token) body.set("csrfmiddlewaretoken", token.value);
        const response = await fetch(entry.address, {
            method: "POST",
            body,
            headers: { Accept: "application/json" },
            credentials: "same-origin",
            redirect: "manual",
            signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
        });
        const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
        return { status: response.status, signedOut: response.type === "opaqueredirect" || response.status === 403, answer: isJson ? await response.json() : {} };
    }

    // A form that was sent and answered by a redirect has arrived; any other way it is sent once more.
    const arrived = sessionStorage.getItem(`${KEPT}sent`);
    sessionStorage.removeItem(`${KEPT}sent`);
    if (arrived && performance.getEntriesByType("navigation")[0]?.redirectCount > 0) localStorage.removeItem(arrived);

    shrinkPictures();

    const form = document.querySelector("form[data-autosave]");
    const stage = document.querySelector("[data-person]");
    if (!stage) return;
    const person = stage.dataset.person;

    // --- Pictures: a phone's photo is made smaller here, where a browser can; it loses its place and camera, too

    function shrinkPictures() {
        for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
            input.addEventListener("change", async () => {
                const file = input.files[0];
                const most = Number(input.dataset.shrink);
                if (!file || file.size < 300000 || !window.createImageBitmap) return;
                try {
                    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
                    const scale = Math.min(1, most / Math.max(picture.width, picture.height));
                    const canvas = document.createElement("canvas");
                    canvas.width = Math.round(picture.width * scale);
                    canvas.height = Math.round(picture.height * scale);
                    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
                    const smaller = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
                    if (!smaller || smaller.size >= file.size) return;
                    const chosen = new DataTransfer();
                    chosen.items.add(new File([smaller], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
                    input.files = chosen.files;
                } catch {
                    // The portal makes it smaller itself.
                }
            });
        }
        for (const upload of document.querySelectorAll("form[data-upload]")) {
            const state = upload.querySelector("[data-state]");
            upload.addEventListener("submit", () => { state.textContent = state.dataset.saySending; });
        }
    }

    // --- What other screens left behind, sent whenever there is a network

    async function flush(except) {
        let sent = false;
        for (const key of keysOf(person)) {
            const entry = read(key);
            if (key === except || (entry && entry.stuck)) continue;
            if (!entry || Date.now() - entry.at > OLDEST) {
                localStorage.removeItem(key);
                continue;
            }
            try {
                const { status, answer } = await send(entry);
                if (status === 409 || (status === 200 && Object.keys(answer.errors).length)) {
                    keep(key, { ...entry, stuck: true }); // shown when its screen is opened
                } else if (status === 200 || status === 404) {
                    localStorage.removeItem(key);
                    sent = true;
                }
            } catch {
                return sent; // no network: later
            }
        }
        return sent;
    }

    if (!form) {
        const choice = document.querySelector("form[data-choice]");
        if (choice) {
            const key = keyOf(person, choice.dataset.draft, choice.dataset.step);
            choice.addEventListener("submit", () => sessionStorage.setItem(`${KEPT}sent`, key));
            return;
        }
        flush().then(showWaiting);
        window.addEventListener("online", () => flush().then(showWaiting));
        return;
    }

    // Links to the screens whose text is still only here.
    function showWaiting() {
        const place = document.querySelector("[data-waiting]");
        if (!place) return;
        const waiting = keysOf(person).map(read).filter(Boolean);
        place.hidden = waiting.length === 0;
        const list = place.querySelector("ul");
        list.replaceChildren(...waiting.map((entry) => {
            const item = document.createElement("li");
            const link = document.createElement("a");
            link.href = entry.address;
            link.textContent = entry.title;
            item.append(link);
            return item;
        }));
    }

    const key = keyOf(person, form.dataset.draft, form.dataset.step);
    const state = form.querySelector("[data-state]");
    const say = (words, tone = "") => {
        state.textContent = words;
        state.className = `save-state ${tone}`;
    };

    // --- Rows

    const newId = () => {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
        return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    };

    form.addEventListener("click", (event) => {
        const button = event.target.closest("button[name=rows], [data-put-back]");
        if (!button) return;
        const rows = button.closest("[data-rows]");
        const list = rows.querySelector("[data-list]");
        if (button.dataset.add) {
            event.preventDefault();
            const blank = rows.querySelector(`template[data-kind="${button.dataset.add}"]`);
            const holder = document.createElement("template");
            holder.innerHTML = blank.innerHTML.replaceAll("__id__", newId());
            list.append(holder.content);
            list.lastElementChild.querySelector("input:not([type=hidden]), textarea, select")?.focus();
            return;
        }
        const row = button.closest("[data-row]");
        if (button.dataset.move) {
            event.preventDefault();
            const other = button.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling;
            if (other) button.dataset.move === "up" ? other.before(row) : other.after(row);
            button.focus();
            changed();
        } else if ("remove" in button.dataset) {
            event.preventDefault();
            takeOut(row, button.textContent.trim());
            changed();
        }
    });

    // A row that was taken out leaves a place to put it back from, as long as the screen is open.
    function takeOut(row, word) {
        const place = document.createElement("li");
        place.className = "story-row taken-out";
        const back = document.createElement("button");
        back.type = "button";
        back.className = "link";
        back.textContent = form.dataset.sayPutBack || word;
        back.addEventListener("click", () => {
            place.replaceWith(row);
            changed();
        });
        place.append(back);
        row.replaceWith(place);
        back.focus();
    }

    // --- Topics as chips: the text with commas stays what counts

    for (const input of form.querySelectorAll("input[data-phrases]")) {
        const phrases = () => input.value.split(/[,\u060c\u3001]/).map((phrase) => phrase.trim()).filter(Boolean);
        const chips = document.createElement("ul");
        chips.className = "chips phrases";
        input.after(chips);
        const write = (list) => {
            input.value = [...new Set(list)].join(", ");
            input.dispatchEvent(new Event("input", { bubbles: true }));
        };
        const chip = (phrase, mark, act) => {
            const item = document.createElement("li");
            const button = document.createElement("button");
            button.type = "button";
            button.className = "chip";
            button.textContent = `${phrase} ${mark}`;
            button.addEventListener("click", act);
            item.append(button);
            return item;
        };
        const offers = form.querySelector(`[data-suggested="${input.id}"]`);
        const offered = offers ? Array.from(offers.querySelectorAll("li"), (item) => item.textContent) : [];
        const draw = () => {
            const chosen = phrases();
            chips.replaceChildren(...chosen.map((phrase) => chip(phrase, "×", () => write(phrases().filter((other) => other !== phrase)))));
            const list = offers && offers.querySelector("ul");
            if (list) {
                list.className = "chips";
                list.replaceChildren(...offered.filter((phrase) => !chosen.includes(phrase)).map((phrase) => chip(phrase, "+", () => write([...phrases(), phrase]))));
            }
        };
        input.addEventListener("input", draw);
        draw();
    }

    // --- Saving in the background

    let dirty = false; // something was typed since the last save began
    let saving = false;
    let last = 0;
    let timer = 0;
    let stopped = false; // a conflict or a sign-out: the person has to act first
    let pending = Promise.resolve(); // the save that is on its way

    function fields() {
        return Array.from(new FormData(form)).filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
    }

    const entryNow = () => ({ address: location.pathname, title: document.title, fields: fields(), at: Date.now() });
    // What a person typed, without what the screen began from. An empty field says as much as none: the answer to
    // what was typed may ask for more, and would else be taken for something else again and again.
    const typed = (pairs) => JSON.stringify(pairs.filter(([name, value]) => value !== "" && !/^(was-|go$)/.test(name)));

    function keepHere() {
        return keep(key, entryNow());
    }

    let keeping = 0;
    function changed() {
        dirty = true;
        clearTimeout(keeping);
        keeping = setTimeout(keepHere, 400);
        if (!stopped) schedule();
    }

    function schedule(soonest = 0) {
        clearTimeout(timer);
        timer = setTimeout(begun, Math.max(soonest, EVERY - (Date.now() - last)));
    }

    function begun() {
        if (!saving) pending = save();
    }

    async function save() {
        if (saving || !dirty || stopped) return;
        saving = true;
        dirty = false;
        last = Date.now();
        keepHere();
        say(form.dataset.saySaving);
        try {
            const { status, signedOut, answer } = await send(entryNow());
            if (status === 200) {
                settle(answer);
            } else if (signedOut) {
                stopped = true;
                say(form.dataset.saySignedOut, "waits");
            } else if (status === 409 && answer.conflicts) {
                stopped = true;
                say(form.dataset.sayConflict, "waits");
                showConflict();
            } else if (status === 423) {
                stopped = true;
                say(answer.held, "waits");
            } else if (status === 404) {
                stopped = true;
                say(form.dataset.sayKept, "waits");
            } else {
                wait();
            }
        } catch {
            wait();
        }
        saving = false;
        if (dirty && !stopped) schedule();
    }

    function wait() {
        dirty = true;
        say(form.dataset.sayOffline, "waits");
        clearTimeout(timer);
        timer = setTimeout(begun, 15000);
    }

    // Saved: the screen now begins from what is stored. Text that could not be saved stays on the device.
    function settle(answer) {
        for (const [name, digest] of Object.entries(answer.digests)) {
            const began = form.querySelector(`[name="was-${name}"]`);
            if (began) began.value = digest;
        }
        const wrong = Object.keys(answer.errors);
        for (const place of form.querySelectorAll("[data-field]")) {
            place.classList.toggle("wrong", wrong.includes(place.dataset.field));
            let told = place.querySelector(":scope > [data-told]");
            const words = answer.errors[place.dataset.field];
            if (words && !told) {
                told = document.createElement("p");
                told.className = "errors";
                told.dataset.told = "";
                place.prepend(told);
            }
            if (told) told.textContent = words ? words.join(" ") : "";
        }
        const notes = form.querySelector("[data-notes]");
        if (notes && notes.innerHTML !== answer.notes) notes.innerHTML = answer.notes;
        if (!dirty && wrong.length === 0) localStorage.removeItem(key);
        if (wrong.length) say(form.dataset.sayErrors, "wrong");
        else say(answer.saved);
    }

    function showConflict() {
        const button = document.createElement("button");
        button.className = "link";
        button.name = "go";
        button.value = form.dataset.step;
        button.textContent = form.dataset.sayCompare;
        state.append(" ", button);
    }

    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", (event) => {
        if (!navigator.onLine) {
            event.preventDefault();
            dirty = true;
            keepHere();
            say(form.dataset.sayOffline, "waits");
            return;
        }
        if (saving) {
            // What is being saved would look like somebody else's version: let it arrive first.
            event.preventDefault();
            pending.finally(() => form.requestSubmit(event.submitter));
            return;
        }
        // The next screen sends it if this one is cut off on the way.
        clearTimeout(timer);
        stopped = true;
        keepHere();
        sessionStorage.setItem(`${KEPT}sent`, key);
    });
    window.addEventListener("online", () => { if (dirty && !stopped) schedule(500); });
    window.addEventListener("offline", () => { if (dirty) say(form.dataset.sayOffline, "waits"); });
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden" && dirty) {
            keepHere();
            begun();
        }
    });

    // --- Beginning: what this device still has comes first

    async function begin() {
        const entry = read(key);
        if (entry && typed(entry.fields) !== typed(fields())) {
            say(form.dataset.saySending, "waits");
            form.inert = true;
            try {
                const { status, answer } = await send(entry);
                if (status === 200 && Object.keys(answer.errors).length === 0) {
                    localStorage.removeItem(key);
                    location.reload();
                    return;
                }
                if (status === 409 || status === 200) {
                    resend(entry);
                    return;
                }
            } catch {
                // Still no network: the text stays where it is.
            }
            say(form.dataset.sayKept, "waits");
            setTimeout(begin, 5000);
            return;
        }
        if (entry) localStorage.removeItem(key);
        form.inert = false;
        flush(key);
    }

    // Shows what was typed with what is wrong with it, or both versions.
    function resend(entry) {
        const again = document.createElement("form");
        again.method = "post";
        again.action = entry.address;
        again.hidden = true;
        const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
        for (const [name, value] of [["csrfmiddlewaretoken", token], ...entry.fields, ["go", form.dataset.step]]) {
            const input = document.createElement("textarea");
            input.name = name;
            input.value = value;
            again.append(input);
        }
        document.body.append(again);
        again.submit();
    }

    begin();
})();
