// The door on a phone: camera, search, counting, with or without a network. What is written down is sent when it can be.
"use strict";

(() => {
    const app = document.querySelector(".app");
    const words = JSON.parse(document.getElementById("words").textContent);
    const reference = app.dataset.reference;
    const at = (id) => document.getElementById(id);
    const EVERY = 15000; // ms between two looks for news
    const AGAIN = 5000; // ms for which the same code, held before the camera, says nothing new
    const AT_ONCE = 150; // notes in one request
    const NOTES_KEPT = 30 * 24 * 3600 * 1000; // ms for which notes wait to be sent

    const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

    function element(tag, attributes = {}, ...children) {
        const made = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) {
            if (name === "onclick") made.addEventListener("click", value);
            else if (value === true) made.setAttribute(name, "");
            else if (value !== false && value != null) made.setAttribute(name, value);
        }
        made.append(...children);
        return made;
    }

    const icon = (name) => at("icons").content.querySelector(`.icon.${name}`).cloneNode(true);

    // --- What is kept on this phone: lists in one place, what is to be sent in another, which outlives a signing out

    function opened(name, store, key) {
        return new Promise((resolve, reject) => {
            const asked = indexedDB.open(name, 1);
            asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath: key });
            asked.onsuccess = () => {
                asked.result.onversionchange = () => asked.result.close();
                resolve(asked.result);
            };
            asked.onerror = () => reject(asked.error);
        });
    }

    async function inside(name, store, key, mode, deed) {
        const base = await opened(name, store, key);
        try {
            return await new Promise((resolve, reject) => {
                const transaction = base.transaction(store, mode);
                const asked = deed(transaction.objectStore(store));
                transaction.oncomplete = () => resolve(asked?.result);
                transaction.onerror = transaction.onabort = () => reject(transaction.error);
            });
        } finally {
            base.close();
        }
    }

    const lists = (mode, deed) => inside("door-lists", "lists", "reference", mode, deed);
    const queue = (mode, deed) => inside("door-queue", "queue", "uid", mode, deed);

    let list = null; // people, tickets' hashes and who is here
    let waiting = []; // notes that are not sent, the oldest first
    let byHash = new Map();
    let people = new Map();

    const keep = () => list && lists("readwrite", (store) => store.put(list));
    const note = (entry) => {
        waiting.push(entry);
        return queue("readwrite", (store) => store.put(entry));
    };
    const forgetNote = (uid) => {
        waiting = waiting.filter((entry) => entry.uid !== uid);
        return queue("readwrite", (store) => store.delete(uid));
    };
    const unsent = () => waiting.filter((entry) => !entry.problem);

    function index() {
        byHash = new Map();
        people = new Map();
        for (const team of list.teams) {
            for (const hash of team.hashes) byHash.set(hash, { team });
            for (const person of team.people) {
                people.set(person.id, { person, team });
                for (const hash of person.hashes) byHash.set(hash, { team, person });
            }
        }
    }

    // --- Days and sessions

    const localDay = (moment) => moment.toLocaleDateString("sv-SE", { timeZone: "Asia/Bangkok" });

    function today() {
        const day = localDay(new Date());
        const { days } = list;
        return day < days[0] ? days[0] : day > days.at(-1) ? days.at(-1) : day;
    }

    const place = () => ({ session: at("session").value, day: today() });
    const keyOf = (person, { session, day }) => `${person}|${session}|${day}`;
    const isHere = (person, where = place()) => list.here[keyOf(person, where)];

    function clock(text) {
        const time = new Date(text).toLocaleTimeString("th-TH", {
            timeZone: "Asia/Bangkok", hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn",
        });
        return app.dataset.language === "th" ? `${time.replace(":", ".")} น.` : time;
    }

    function showSessions() {
        const chosen = at("session").value || list.session || "";
        const day = today();
        const rows = list.sessions.filter((row) => row.day === day);
        at("session").replaceChildren(
            element("option", { value: "" }, say("whole")),
            ...rows.map((row) => element("option", { value: row.id }, row.label)),
        );
        if (rows.some((row) => row.id === chosen)) at("session").value = chosen;
    }

    // --- Sound and touch: another one for each word, for who has no eye free

    let sound = null;
    const TONES = {
        yes: [[880, 0, 0.16]], already: [[520, 0, 0.12], [520, 0.2, 0.12]], wait: [[440, 0, 0.18], [330, 0.22, 0.2]],
        elsewhere: [[660, 0, 0.1], [440, 0.14, 0.1], [660, 0.28, 0.1]], no: [[180, 0, 0.5]], unknown: [[240, 0, 0.2], [180, 0.26, 0.3]],
    };
    const TOUCHES = { yes: [60], already: [60, 80, 60], wait: [150, 80, 150], elsewhere: [60, 60, 60, 60, 60], no: [450], unknown: [250, 100, 250] };

    function signal(kind) {
        navigator.vibrate?.(TOUCHES[kind]);
        if (!sound) return;
        for (const [pitch, after, long] of TONES[kind]) {
            const tone = sound.createOscillator();
            const volume = sound.createGain();
            tone.frequency.value = pitch;
            volume.gain.setValueAtTime(0.25, sound.currentTime + after);
            volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + after + long);
            tone.connect(volume).connect(sound.destination);
            tone.start(sound.currentTime + after);
            tone.stop(sound.currentTime + after + long);
        }
    }

    // --- The verdict

    function verdict(kind, title, text = "", ...more) {
        at("verdict").replaceChildren(
            element("div", { class: `verdict ${kind}` }, icon(kind), element("b", {}, title), ...(text ? [element("p", {}, text)] : [])),
            ...more,
        );
        at("verdict").focus({ preventScroll: true });
        at("main").scrollTop = 0;
        signal(kind);
    }

    const closing = () => element("p", {}, element("button", { class: "btn ghost", type: "button", onclick: closeVerdict }, say("close")));

    function closeVerdict() {
        at("verdict").replaceChildren();
        shown = { text: "", at: 0 };
        busy = false;
    }

    const nameOf = (person) => `${person.prefix}${person.name}`;

    function alreadyText(person, team) {
        const row = isHere(person.id);
        return `${nameOf(person)} · ${team.organisation} · ${say("came", { time: clock(row.at) })}${row.where ? ` · ${row.where}` : ""}`;
    }

    // --- Checking in and taking back

    async function checkIn(persons) {
        const where = place();
        const now = new Date().toISOString();
        for (const person of persons) {
            if (isHere(person.id, where)) continue;
            list.here[keyOf(person.id, where)] = { at: now, where: say("here") };
            await note({ kind: "note", uid: crypto.randomUUID(), reference, attendee: person.id, ...where, at: now });
        }
        await keep();
        draw();
        soon();
    }

    async function takeBack(person, where, reason) {
        delete list.here[keyOf(person.id, where)];
        const now = new Date().toISOString();
        await note({ kind: "back", uid: crypto.randomUUID(), reference, attendee: person.id, ...where, at: now, reason });
        await keep();
        draw();
        soon();
    }

    function askBack(person, team) {
        busy = true;
        const where = place();
        const done = async (reason) => {
            await takeBack(person, where, reason);
            verdict("wait", say("taken_back"), `${nameOf(person)} · ${team.organisation}`, closing());
            busy = false;
        };
        const other = element("input", { id: "other-reason", maxlength: 200 });
        const form = element("form", {}, element("label", { for: "other-reason" }, say("other_reason")),
            element("div", { class: "with-button" }, other, element("button", { class: "btn ghost" }, say("take_back"))));
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            if (other.value.trim()) done(other.value.trim());
        });
        verdict("wait", say("why"), nameOf(person),
            ...["why_wrong", "why_absent", "why_twice"].map((key) => element("p", {}, element("button", { class: "btn ghost big", type: "button", onclick: () => done(say(key)) }, say(key)))),
            form, closing());
    }

    async function welcome(person, team) {
        await checkIn([person]);
        verdict("yes", say("yes"), `${nameOf(person)} · ${team.organisation}`,
            element("p", {}, element("button", { class: "btn ghost", type: "button", onclick: () => askBack(person, team) }, say("take_back"))));
    }

    // A whole team: everybody missing is ticked; or one person alone, who was searched for and has shown no ticket.
    function showTeam(team, only = null) {
        const missing = team.people.filter((person) => !isHere(person.id));
        if (!missing.length && team.people.length === 1) {
            return verdict("already", say("already"), alreadyText(team.people[0], team),
                element("p", {}, element("button", { class: "btn ghost", type: "button", onclick: () => askBack(team.people[0], team) }, say("take_back"))));
        }
        busy = true;
        const button = element("button", { class: "btn big" });
        const boxes = [];
        const count = () => {
            const n = boxes.filter((box) => box.checked).length;
            button.textContent = say("check_in_n", { n });
            button.disabled = n === 0;
        };
        const rows = team.people.map((person) => {
            const row = isHere(person.id);
            if (row) {
                return element("div", { class: "tick in" }, icon("yes"),
                    element("span", {}, element("b", {}, nameOf(person)), element("span", { class: "meta" }, `${say("came", { time: clock(row.at) })} · ${row.where}`)),
                    element("button", { class: "as-link undo", type: "button", onclick: () => askBack(person, team) }, say("take_back")));
            }
            const box = element("input", { type: "checkbox", value: person.id });
            box.checked = only ? person.id === only.id : true;
            box.addEventListener("change", count);
            boxes.push(box);
            return element("label", { class: "tick" }, box, element("span", {}, element("b", {}, nameOf(person)), element("span", { class: "meta" }, list.groups[person.group] ?? "")));
        });
        const form = element("form", {}, element("fieldset", { class: "field ticks" }, element("legend", {}, say("untick")), ...rows), ...(missing.length ? [button] : []));
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            const chosen = missing.filter((person) => boxes.some((box) => box.checked && Number(box.value) === person.id));
            if (!chosen.length) return;
            busy = false;
            await checkIn(chosen);
            verdict("yes", say("yes"), `${chosen.map(nameOf).join(", ")} · ${team.organisation}`, closing());
        });
        count();
        if (only) {
            at("verdict").replaceChildren(element("h2", { class: "asked" }, team.organisation), form, closing());
            at("verdict").focus({ preventScroll: true });
            at("main").scrollTop = 0;
        } else {
            verdict(missing.length ? "yes" : "already", say(missing.length ? "yes" : "already"), team.organisation, form, closing());
        }
    }

    // --- Tickets and codes

    async function hashed(text) {
        const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
        return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 24);
    }

    const ticketOf = (text) => {
        const inside = text.match(/\/tickets\/([^/?#\s]+)/);
        try {
            return inside ? decodeURIComponent(inside[1]) : text.trim();
        } catch {
            return text.trim();
        }
    };

    async function look(text, fresh = false) {
        if (!list) return verdict("unknown", say("unknown"), say("no_list"), closing());
        if (new Date() < new Date(list.opens)) return verdict("wait", say("early"), say("early_text"), closing());
        const ticket = ticketOf(text);
        const typed = ticket.replace(/[\s-]/g, "").toUpperCase();
        const hashes = [await hashed(ticket), await hashed(typed)];
        const known = hashes.map((hash) => byHash.get(hash)).find(Boolean);
        if (known?.person) {
            const { person, team } = known;
            if (!isHere(person.id)) return welcome(person, team);
            return verdict("already", say("already"), alreadyText(person, team),
                element("p", {}, element("button", { class: "btn ghost", type: "button", onclick: () => askBack(person, team) }, say("take_back"))));
        }
        if (known) {
            const [first] = known.team.people;
            if (known.team.people.length === 1 && !isHere(first.id)) return welcome(first, known.team);
            return showTeam(known.team);
        }
        const state = hashes.map((hash) => list.refused[hash]).find(Boolean);
        if (["waiting", "offered", "unconfirmed"].includes(state)) return verdict("wait", say("waiting"), say("waiting_text"), closing());
        if (state) return verdict("no", say("cancelled"), say("cancelled_text"), closing());
        const [event] = ticket.split(".");
        if (/^[a-z]{2}\d{2}-\d{4,}$/.test(event) && event !== reference) {
            return verdict("elsewhere", say("elsewhere"), say("elsewhere_text", { name: event.toUpperCase() }), closing());
        }
        // Registered a minute ago, perhaps.
        if (!fresh && navigator.onLine && await fetchList()) return look(text, true);
        return verdict("unknown", say("unknown"), say("unknown_text"), closing());
    }

    // --- The camera

    let shown = { text: "", at: 0 };
    let busy = false;
    let stream = null;
    let lookingTimer = 0;

    async function detector() {
        if ("BarcodeDetector" in window) {
            try {
                const kinds = await BarcodeDetector.getSupportedFormats();
                if (kinds.includes("qr_code")) {
                    const own = new BarcodeDetector({ formats: ["qr_code"] });
                    return async (canvas) => (await own.detect(canvas))[0]?.rawValue ?? null;
                }
            } catch { /* a browser that has the name and not the thing */ }
        }
        at("camera-words").textContent = say("camera_own");
        return async (canvas) => readQr(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height));
    }

    async function startCamera() {
        sound ??= window.AudioContext ? new AudioContext() : null;
        sound?.resume();
        if (!navigator.mediaDevices?.getUserMedia) {
            at("camera-words").textContent = say("camera_none");
            return;
        }
        try {
            stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 1280 } } });
        } catch (error) {
            at("camera-words").textContent = say(error.name === "NotAllowedError" ? "camera_denied" : "camera_none");
            return;
        }
        const video = at("video");
        video.srcObject = stream;
        video.hidden = false;
        await video.play();
        at("camera").querySelector("span").textContent = say("stop");
        const [track] = stream.getVideoTracks();
        at("light").hidden = !track.getCapabilities?.().torch;
        navigator.wakeLock?.request("screen").catch(() => null);
        const read = await detector();
        const canvas = document.createElement("canvas");
        const pen = canvas.getContext("2d", { willReadFrequently: true });
        const again = async () => {
            if (!stream) return;
            const side = Math.min(video.videoWidth, video.videoHeight);
            if (side && !busy && !document.hidden && !app.querySelector('[data-screen="scan"]').hidden) {
                canvas.width = canvas.height = Math.min(side, 640);
                pen.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
                const text = await read(canvas).catch(() => null);
                const now = Date.now();
                if (text && (text !== shown.text || now - shown.at > AGAIN)) {
                    shown = { text, at: now };
                    await look(text);
                } else if (text) {
                    shown.at = now;
                }
            }
            lookingTimer = setTimeout(again, 140);
        };
        again();
    }

    function stopCamera() {
        clearTimeout(lookingTimer);
        for (const track of stream?.getTracks() ?? []) track.stop();
        stream = null;
        at("video").hidden = true;
        at("light").hidden = true;
        at("camera").querySelector("span").textContent = say("start");
    }

    at("camera").addEventListener("click", () => (stream ? stopCamera() : startCamera()));
    at("light").addEventListener("click", async () => {
        const on = at("light").getAttribute("aria-pressed") !== "true";
        await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).catch(() => null);
        at("light").setAttribute("aria-pressed", String(on));
    });

    // --- Searching: first letters, tone marks left out. As `events/checkin/names.py` folds.

    const folded = (text) => text.toLowerCase()
        .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
        .replaceAll("\u0e4d\u0e32", "\u0e33").replaceAll("เเ", "แ")
        .replace(/[\u0e47-\u0e4c\u200b-\u200d]/g, "").split(/\s+/).filter(Boolean).join(" ");

    function rank(query, person, organisation) {
        const own = folded(person.name);
        const beginnings = [folded(person.prefix + person.name), ...own.split(" ")];
        const where = folded(organisation);
        let worst = 0;
        for (const word of folded(query).split(" ").filter(Boolean)) {
            if (beginnings.some((beginning) => beginning.startsWith(word))) continue;
            if (own.includes(word)) worst = Math.max(worst, 1);
            else if (where.includes(word)) worst = Math.max(worst, 2);
            else return -1;
        }
        return worst;
    }

    async function find() {
        const query = at("query").value.trim();
        at("found").replaceChildren();
        at("found-words").textContent = "";
        if (!list || !query) return;
        const byCode = byHash.get(await hashed(query.replace(/[\s-]/g, "").toUpperCase()))?.team;
        const rows = [];
        for (const team of list.teams) {
            for (const person of team.people) {
                const order = team === byCode ? 0 : rank(query, person, team.organisation);
                if (order >= 0) rows.push({ order, person, team });
            }
        }
        rows.sort((a, b) => a.order - b.order);
        if (query !== at("query").value.trim()) return;
        at("found-words").textContent = rows.length ? "" : say("nobody");
        at("found").replaceChildren(...rows.slice(0, 40).map(({ person, team }) => {
            const here = isHere(person.id);
            return element("li", {}, element("button", { type: "button", onclick: () => showTeam(team, person) },
                element("span", {}, element("b", {}, nameOf(person)), element("span", { class: "meta" }, team.organisation)),
                ...(here ? [element("span", { class: "status ok" }, icon("yes"), ` ${clock(here.at)}`)] : [])));
        }));
    }

    at("query").addEventListener("input", find);
    at("typed").addEventListener("submit", (event) => {
        event.preventDefault();
        const text = at("code").value.trim();
        if (text) look(text);
        at("code").value = "";
    });

    // --- Somebody without a registration

    const CHILD = /^\s*(?:เด็ก\s*ชาย|เด็ก\s*หญิง|ด\s*\.?\s*[ชญ]\s*\.|ด[ชญ](?=\s|$)|สามเณร|ส\s*\.?\s*ณ\s*\.|น้อง|นักเรียน|นร\.|master\b)/i;

    at("walk-in").addEventListener("submit", async (event) => {
        event.preventDefault();
        const form = event.target;
        const data = Object.fromEntries(new FormData(form));
        let first = null;
        for (const wrong of form.querySelectorAll(".errors")) wrong.remove();
        for (const input of form.querySelectorAll("input, select")) {
            const field = input.closest(".field");
            const value = input.type === "checkbox" ? input.checked : input.value.trim();
            const problem = input.name !== "position" && !value ? say(input.name === "consent" ? "consent_first" : "fill_in")
                : ["prefix", "name"].includes(input.name) && CHILD.test(value) ? say("adults_only") : "";
            field?.classList.toggle("wrong", Boolean(problem));
            input.toggleAttribute("aria-invalid", Boolean(problem));
            if (problem) {
                input.before(element("ul", { class: "errors" }, element("li", {}, problem)));
                first ??= input;
            }
        }
        if (first) return first.focus();
        const { session, day } = place();
        const kept = { prefix: data.prefix, name: data.name, organisation_name: data.organisation_name, group: data.group, position: data.position, consent: "on" };
        await note({ kind: "walk_in", uid: crypto.randomUUID(), reference, session, day, at: new Date().toISOString(), ...kept });
        form.reset();
        verdict("yes", say("yes"), say("saved", { name: `${kept.prefix}${kept.name}` }), closing());
        draw();
        soon();
    });

    // --- Sending and hearing

    let state = "off";
    let sending = false;
    let timer = 0;

    const soon = () => {
        clearTimeout(timer);
        timer = setTimeout(exchange, 400);
    };

    async function asked(address, options = {}) {
        const answer = await fetch(address, { ...options, redirect: "manual", credentials: "same-origin", cache: "no-store" });
        if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) throw new Error("signed out");
        if (!answer.ok) throw new Error("no answer");
        return answer.json();
    }

    // The list of people; who is here stays known.
    async function fetchList() {
        try {
            const fresh = await asked(app.dataset.people);
            list = { here: {}, cursor: "", session: "", ...list, ...fresh, fetched: new Date().toISOString() };
            index();
            showSessions();
            await keep();
            return true;
        } catch (error) {
            state = error.message === "signed out" ? "stuck" : "off";
            return false;
        }
    }

    async function exchange() {
        if (sending) return;
        sending = true;
        clearTimeout(timer);
        try {
            if (!list && !await fetchList()) return;
            const entries = unsent().slice(0, AT_ONCE);
            const body = JSON.stringify({ device: list.device ??= crypto.randomUUID().slice(0, 6), now: new Date().toISOString(), cursor: list.cursor, entries });
            const send = () => asked(app.dataset.sync, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": list.token } });
            let heard;
            try {
                heard = await send();
            } catch (error) {
                // The token may be old: a fresh list brings a fresh one.
                if (error.message !== "signed out" || !await fetchList()) throw error;
                heard = await send();
            }
            await take(entries, heard);
            state = "on";
        } catch (error) {
            state = error.message === "signed out" ? "stuck" : "off";
        } finally {
            sending = false;
            draw();
            timer = setTimeout(exchange, state === "on" && unsent().length ? 400 : EVERY);
        }
    }

    async function take(entries, heard) {
        for (const entry of entries) {
            const result = heard.results[entry.uid];
            if (!result) continue;
            const key = entry.attendee && keyOf(entry.attendee, entry);
            if (["new", "already", "back", "gone"].includes(result.status)) {
                await forgetNote(entry.uid);
                if (entry.kind === "note" && result.status === "already") {
                    const known = people.get(entry.attendee);
                    const mine = list.here[key];
                    if (known && mine && mine.at !== result.at) {
                        at("camera-words").textContent = say("earlier", { name: nameOf(known.person), where: result.where, time: clock(result.at) });
                    }
                }
            } else {
                entry.problem = result.status;
                if (entry.kind === "note") delete list.here[key];
                await queue("readwrite", (store) => store.put(entry));
            }
        }
        const open = new Set(unsent().map((entry) => entry.attendee && keyOf(entry.attendee, entry)));
        for (const [person, session, day, moment, stands, where] of heard.changes) {
            const key = keyOf(person, { session, day });
            if (open.has(key)) continue;
            if (stands) list.here[key] = { at: moment, where };
            else if (!heard.changes.some(([p, s, d, , standing]) => standing && keyOf(p, { session: s, day: d }) === key)) delete list.here[key];
        }
        list.cursor = heard.cursor;
        list.token = heard.token;
        if (heard.version !== list.version) await fetchList();
        await keep();
    }

    // --- Numbers

    function draw() {
        const n = unsent().length;
        const net = at("net");
        net.className = `net ${state}`;
        net.textContent = state === "on" ? (n ? say("sending", { n }) : say("online"))
            : state === "stuck" ? say("signed_out", { n }) : n ? say("offline", { n }) : say("offline_none");
        if (!list) return;
        const where = place();
        const all = [...people.values()];
        const here = all.filter(({ person }) => isHere(person.id, where));
        const fresh = waiting.filter((entry) => entry.kind === "walk_in" && !entry.problem && entry.session === where.session && entry.day === where.day);
        at("present").textContent = here.length + fresh.length;
        at("present-words").textContent = say("of", { all: all.length + fresh.length });
        at("share").max = Math.max(1, all.length + fresh.length);
        at("share").value = here.length + fresh.length;
        at("groups").replaceChildren(...Object.entries(list.groups).flatMap(([group, label]) => {
            const expected = all.filter(({ person }) => person.group === group).length + fresh.filter((entry) => entry.group === group).length;
            const came = here.filter(({ person }) => person.group === group).length + fresh.filter((entry) => entry.group === group).length;
            return expected ? [element("li", {}, element("span", {}, label), element("b", {}, `${came}/${expected}`))] : [];
        }));
        at("as-of").textContent = list.fetched ? say("as_of", { time: clock(list.fetched) }) : "";
        at("problems").replaceChildren(...waiting.filter((entry) => entry.problem).map((entry) => {
            const name = entry.name ?? (people.get(entry.attendee) ? nameOf(people.get(entry.attendee).person) : "");
            const why = words[`problem_${entry.problem}`] ?? entry.problem;
            return element("div", { class: "note stop" }, element("h2", {}, `${say("problem")}: ${name}`), element("p", {}, why),
                element("p", {}, element("button", { class: "btn ghost", type: "button", onclick: async () => { await forgetNote(entry.uid); draw(); } }, say("dismiss"))));
        }));
    }

    // --- Screens

    for (const tab of app.querySelectorAll("[data-tab]")) {
        tab.addEventListener("click", () => {
            for (const other of app.querySelectorAll("[data-tab]")) {
                if (other === tab) other.setAttribute("aria-current", "page");
                else other.removeAttribute("aria-current");
            }
            for (const screen of app.querySelectorAll("[data-screen]")) screen.hidden = screen.dataset.screen !== tab.dataset.tab;
            closeVerdict();
            at("main").scrollTop = 0;
            if (tab.dataset.tab === "find") at("query").focus();
            find();
            draw();
        });
    }

    at("session").addEventListener("change", () => {
        if (list) list.session = at("session").value;
        keep();
        closeVerdict();
        draw();
    });
    at("send").addEventListener("click", exchange);

    let sure = 0;
    at("delete").addEventListener("click", async () => {
        const n = waiting.length;
        if (n) return verdict("wait", say("delete_first", { n }), "", closing());
        if (Date.now() - sure > 6000) {
            sure = Date.now();
            at("delete").textContent = say("delete_sure");
            return;
        }
        clearTimeout(timer);
        stopCamera();
        await forgetList();
        location.assign(app.dataset.home);
    });

    async function forgetList() {
        sending = true;
        list = null;
        await lists("readwrite", (store) => store.delete(reference));
        await caches?.open("door-pages").then((pages) => pages.delete(location.pathname));
    }

    addEventListener("online", exchange);
    addEventListener("offline", () => { state = "off"; draw(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) exchange(); });

    async function begin() {
        if ("serviceWorker" in navigator) {
            navigator.serviceWorker.register(app.dataset.worker).then(async () => {
                await navigator.serviceWorker.ready;
                // The page was there before the worker: it is kept now.
                if (navigator.onLine) {
                    const answer = await fetch(location.pathname, { cache: "no-store" });
                    if (answer.ok && !answer.redirected) await (await caches.open("door-pages")).put(location.pathname, answer);
                }
                app.dataset.ready = "yes";
            }).catch(() => { app.dataset.ready = "no worker"; });
        }
        const now = new Date();
        const kept = await queue("readonly", (store) => store.getAll());
        // Notes have names of walk-ins: what the portal has not taken for so long, it never will.
        for (const old of kept.filter((entry) => now - new Date(entry.at) > NOTES_KEPT)) await forgetNote(old.uid);
        waiting = kept.filter((entry) => entry.reference === reference && now - new Date(entry.at) <= NOTES_KEPT)
            .sort((a, b) => (a.at < b.at ? -1 : 1));
        for (const old of await lists("readonly", (store) => store.getAll())) {
            if (new Date(old.forget) < now && !(old.reference === reference && waiting.length)) {
                await lists("readwrite", (store) => store.delete(old.reference));
            }
        }
        list = await lists("readonly", (store) => store.get(reference)) ?? null;
        if (list) {
            index();
            showSessions();
        }
        draw();
        await exchange();
        if (!list) verdict("unknown", say("unknown"), say("no_list"));
    }

    begin();
})();
