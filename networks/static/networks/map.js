// The map that moves: fetched when somebody opens it, drawn from the table below it.
(() => {
    "use strict";
    const ground = document.getElementById("ground");
    if (!ground) return;
    const { script, style, tiles, credit, open, failed } = ground.dataset;

    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn ghost";
    button.textContent = open;
    button.addEventListener("click", fetchMap);
    ground.append(button);

    function fetchMap() {
        button.disabled = true;
        const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style });
        const code = Object.assign(document.createElement("script"), { src: script });
        code.addEventListener("load", draw);
        code.addEventListener("error", () => { ground.textContent = failed; });
        document.head.append(sheet, code);
    }

    function draw() {
        button.remove();
        ground.classList.add("is-open");
        const map = L.map(ground, { scrollWheelZoom: false, zoomControl: false, zoomSnap: 0.25, attributionControl: Boolean(tiles) });
        L.control.zoom({ zoomInTitle: ground.dataset.in, zoomOutTitle: ground.dataset.out }).addTo(map);
        if (tiles) {
            const name = document.createElement("span");
            name.textContent = credit;
            L.tileLayer(tiles, { attribution: name.innerHTML, maxZoom: 18 }).addTo(map);
        }
        const markers = [...document.querySelectorAll("tr[data-lat]")].map(marker);
        const all = L.featureGroup(markers).addTo(map);
        map.fitBounds(all.getBounds(), { padding: [60, 30] });
        ground.querySelector("[tabindex]")?.focus();
    }

    function marker(row) {
        const link = row.querySelector("th a");
        const icon = document.createElement("span");
        const name = document.createElement("b");
        name.textContent = link.textContent;
        icon.append(name, ` ${row.dataset.label}`);
        return L.marker([row.dataset.lat, row.dataset.lon], {
            icon: L.divIcon({ html: icon, className: "district-marker", iconSize: null }),
            title: `${link.textContent} ${row.dataset.label}`,
        }).bindPopup(() => popup(row, link));
    }

    function popup(row, link) {
        const box = document.createElement("div");
        const list = document.createElement("ul");
        list.className = "plain";
        for (const cell of row.querySelectorAll("td")) {
            const line = document.createElement("li");
            line.textContent = `${cell.dataset.name}: ${cell.textContent.trim()}`;
            list.append(line);
        }
        box.append(link.cloneNode(true), list);
        return box;
    }
})();
