// The door's front page gets the phone ready: from here on the pages below open without a network.
"use strict";

const worker = document.currentScript.dataset.worker;
if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker).catch(() => null);
