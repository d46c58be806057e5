// Browsers break lines of Thai by a dictionary that lacks some words: การก|ลั่นแกล้ง. Where this browser would cut one of these
// words, and only there, it is held together. `python -m tools.lines` finds the words that Chromium cuts.
"use strict";

const WHOLE = new RegExp([
    "กลั่นแกล้ง", "กลุ่ม", "กลับ", "กลาย", "กล้า", "กล่าว", "กล่อง", "กระทำ", "กระจาย", "กระป๋อง", "กรอบ", "กว้าง", "กองทุน",
    "บทเรียน", "โฮมรูม", "เช็กชื่อ", "เช็ก", "วีแคร์", "พลัสเอ็น", "นวัตกรรม", "นโยบาย", "หนึ่ง", "หลัง", "ควบคุม", "ชื่อ",
    "บริจาค", "พระราชบัญญัติ", "คิชฌกูฏ", "สติกเกอร์", "กันน็อก", "สปอต", "แชต", "โซเชียล", "เฟซบุ๊ก", "แอป", "ด้วยกัน",
].join("|"), "g");

// The pieces of a text in a flex box would become boxes of their own: one box around them all.
function inOneBox(node) {
    if (!/flex|grid/.test(getComputedStyle(node.parentElement).display)) return;
    const box = document.createElement("span");
    node.replaceWith(box);
    box.append(node);
}

function holdTogether(node, start, end) {
    const text = node.splitText(start);
    text.splitText(end - start);
    const whole = document.createElement("span");
    whole.className = "nb";
    text.replaceWith(document.createElement("wbr"), whole);
    whole.append(text);
}

if (window.Intl?.Segmenter) {
    const segmenter = new Intl.Segmenter("th", {granularity: "word"});
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.parentElement.closest("script, textarea, option, svg")) continue;
        const places = [...node.data.matchAll(WHOLE)];
        if (!places.length) continue;
        const words = segmenter.segment(node.data);
        // From the last to the first: what is cut off behind doesn't move what is before.
        for (const place of places.reverse()) {
            const end = place.index + place[0].length;
            const word = words.containing(place.index);
            if (word.index + word.segment.length < end || word.index < place.index) found.push([node, place.index, end]);
        }
    }
    for (const node of new Set(found.map(([node]) => node))) inOneBox(node);
    for (const [node, start, end] of found) holdTogether(node, start, end);
}
