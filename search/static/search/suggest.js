// Suggestions while typing: a combobox by the ARIA pattern. Without it the box searches as ever.
"use strict";

for (const input of document.querySelectorAll("input[data-suggest]")) {
    const known = new Map();
    const list = document.createElement("ul");
    const status = document.createElement("p");
    let waiting, asking, active = -1, offers = [];

    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    status.className = "hidden";
    status.setAttribute("role", "status");
    input.form.after(list, status);
    for (const [name, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);

    const choose = (place) => {
        active = place;
        list.childNodes.forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
        if (place < 0) input.removeAttribute("aria-activedescendant");
        else input.setAttribute("aria-activedescendant", list.childNodes[place].id);
    };

    const close = () => {
        clearTimeout(waiting);
        asking?.abort();
        list.hidden = true;
        input.setAttribute("aria-expanded", "false");
        choose(-1);
    };

    const go = (offer) => {
        close();
        window.location.assign(offer.url);
    };

    const show = (found) => {
        offers = found.suggestions;
        list.replaceChildren(...offers.map((offer, at) => {
            const option = document.createElement("li");
            option.id = `${list.id}-${at}`;
            option.setAttribute("role", "option");
            option.setAttribute("aria-selected", "false");
            option.classList.toggle("crisis", found.crisis);
            option.append(offer.text);
            if (offer.kind) {
                const kind = document.createElement("span");
                kind.className = "meta";
                kind.append(offer.kind);
                option.append(" ", kind);
            }
            option.addEventListener("click", () => go(offer));
            return option;
        }));
        list.hidden = !offers.length;
        input.setAttribute("aria-expanded", String(!list.hidden));
        choose(-1);
        status.textContent = !offers.length ? "" : found.crisis ? offers[0].text : `${offers.length} ${input.dataset.suggestCount}`;
    };

    const ask = async () => {
        const text = input.value.trim();
        if (text.length < 2) return close();
        if (known.has(text)) return show(known.get(text));
        asking?.abort();
        asking = new AbortController();
        try {
            const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
            if (!answer.ok) return;
            const found = await answer.json();
            known.set(text, found);
            if (text === input.value.trim() && document.activeElement === input) show(found);
        } catch (error) {
            if (error.name !== "AbortError") close();
        }
    };

    input.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(ask, 180);
    });
    input.addEventListener("keydown", (event) => {
        if (event.isComposing || list.hidden) return;
        const last = offers.length - 1;
        if (event.key === "ArrowDown") choose(active < last ? active + 1 : -1);
        else if (event.key === "ArrowUp") choose(active >= 0 ? active - 1 : last);
        else if (event.key === "Escape") close();
        else if (event.key === "Enter" && active >= 0) go(offers[active]);
        else return;
        event.preventDefault();
    });
    input.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    input.form.addEventListener("submit", close);
}
