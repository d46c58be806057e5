// Reads the QR code in a picture, for browsers whose camera can't: ISO/IEC 18004, versions 1 to 20, square on or tilted.
"use strict";

globalThis.readQr = (() => {
    // Correction codewords of each block and number of blocks, by level and version.
    const BLOCKS = {
        L: "7.1 10.1 15.1 20.1 26.1 18.2 20.2 24.2 30.2 18.4 20.4 24.4 26.4 30.4 22.6 24.6 28.6 30.6 28.7 28.8",
        M: "10.1 16.1 26.1 18.2 24.2 16.4 18.4 22.4 22.5 26.5 30.5 22.8 22.9 24.9 24.10 28.10 28.11 26.13 26.14 26.16",
        Q: "13.1 22.1 18.2 26.2 18.4 24.4 18.6 22.6 20.8 24.8 28.8 26.10 24.12 20.16 30.12 24.17 28.16 28.18 26.21 30.20",
        H: "17.1 28.1 22.2 16.4 22.4 28.4 26.5 26.6 24.8 28.8 24.11 28.11 22.16 24.16 24.18 30.16 28.19 28.21 26.25 28.25",
    };
    const LEVELS = ["M", "L", "H", "Q"];
    const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    const MASKS = [
        (x, y) => (x + y) % 2 === 0,
        (x, y) => y % 2 === 0,
        (x, y) => x % 3 === 0,
        (x, y) => (x + y) % 3 === 0,
        (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
        (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
        (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
        (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
    ];

    // --- Black and white: darker than the neighbourhood is black

    function blackened({ data, width, height }) {
        const sums = new Float64Array((width + 1) * (height + 1));
        const grey = new Uint8Array(width * height);
        for (let y = 0; y < height; y++) {
            let line = 0;
            for (let x = 0; x < width; x++) {
                const at = (y * width + x) * 4;
                const light = (data[at] * 77 + data[at + 1] * 151 + data[at + 2] * 28) >> 8;
                grey[y * width + x] = light;
                line += light;
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + line;
            }
        }
        const reach = Math.max(8, Math.round(Math.max(width, height) / 14));
        const black = new Uint8Array(width * height);
        for (let y = 0; y < height; y++) {
            const top = Math.max(0, y - reach);
            const bottom = Math.min(height, y + reach + 1);
            for (let x = 0; x < width; x++) {
                const left = Math.max(0, x - reach);
                const right = Math.min(width, x + reach + 1);
                const sum = sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right]
                    - sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left];
                const mean = sum / ((bottom - top) * (right - left));
                black[y * width + x] = grey[y * width + x] < mean * 0.93 - 1 ? 1 : 0;
            }
        }
        return { black, width, height };
    }

    // --- The three eyes

    function isEye(runs) {
        const total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
        if (total < 7) return false;
        const module = total / 7;
        const slack = module * 0.62;
        return Math.abs(runs[0] - module) < slack && Math.abs(runs[1] - module) < slack
            && Math.abs(runs[2] - 3 * module) < 3 * slack && Math.abs(runs[3] - module) < slack
            && Math.abs(runs[4] - module) < slack;
    }

    // The runs black-white-black-white-black through a point along a direction; the middle of the inner black.
    function through({ black, width, height }, x, y, dx, dy, most) {
        const isBlack = (step) => {
            const px = Math.round(x + dx * step);
            const py = Math.round(y + dy * step);
            return px < 0 || py < 0 || px >= width || py >= height ? -1 : black[py * width + px];
        };
        const runs = [0, 0, 0, 0, 0];
        let step = 0;
        while (isBlack(step) === 1 && runs[2] <= most * 3) { runs[2]++; step--; }
        const begin = step + 1;
        while (isBlack(step) === 0 && runs[1] <= most) { runs[1]++; step--; }
        while (isBlack(step) === 1 && runs[0] <= most) { runs[0]++; step--; }
        step = 1;
        while (isBlack(step) === 1 && runs[2] <= most * 3) { runs[2]++; step++; }
        const end = step - 1;
        while (isBlack(step) === 0 && runs[3] <= most) { runs[3]++; step++; }
        while (isBlack(step) === 1 && runs[4] <= most) { runs[4]++; step++; }
        return isEye(runs) ? { middle: (begin + end) / 2, total: runs.reduce((sum, run) => sum + run) } : null;
    }

    function eyes(picture) {
        const { black, width, height } = picture;
        const found = [];
        const look = (x, y, total) => {
            const down = through(picture, Math.round(x), y, 0, 1, total);
            if (!down) return;
            const middleY = y + down.middle;
            const across = through(picture, Math.round(x), Math.round(middleY), 1, 0, total);
            if (!across) return;
            const middleX = Math.round(x) + across.middle;
            const module = (across.total + down.total) / 14;
            for (const eye of found) {
                if (Math.abs(eye.x - middleX) < eye.module * 2.5 && Math.abs(eye.y - middleY) < eye.module * 2.5) {
                    eye.x = (eye.x * eye.seen + middleX) / (eye.seen + 1);
                    eye.y = (eye.y * eye.seen + middleY) / (eye.seen + 1);
                    eye.module = (eye.module * eye.seen + module) / (eye.seen + 1);
                    eye.seen++;
                    return;
                }
            }
            found.push({ x: middleX, y: middleY, module, seen: 1 });
        };
        for (let y = 1; y < height; y += height > 500 ? 2 : 1) {
            const runs = [0, 0, 0, 0, 0];
            let state = 0;
            for (let x = 0; x <= width; x++) {
                const now = x < width ? black[y * width + x] : 1 - (state % 2 === 0 ? 1 : 0);
                if (now === (state % 2 === 0 ? 1 : 0)) {
                    runs[state]++;
                } else if (state === 0 && runs[0] === 0) {
                    continue;
                } else if (state < 4) {
                    state++;
                    runs[state] = 1;
                } else {
                    if (isEye(runs)) {
                        const total = runs.reduce((sum, run) => sum + run);
                        look(x - runs[4] - runs[3] - runs[2] / 2 - 0.5, y, total);
                    }
                    runs[0] = runs[2]; runs[1] = runs[3]; runs[2] = runs[4]; runs[3] = 1; runs[4] = 0;
                    state = 3;
                }
            }
        }
        return found.sort((a, b) => b.seen - a.seen).slice(0, 9);
    }

    const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

    // All threes that may be one code, the likeliest first: corner, then the end of the first row, then of the first column.
    function triples(found) {
        const all = [];
        for (let i = 0; i < found.length; i++) {
            for (let j = i + 1; j < found.length; j++) {
                for (let k = j + 1; k < found.length; k++) {
                    const three = [found[i], found[j], found[k]];
                    const modules = three.map((eye) => eye.module);
                    if (Math.max(...modules) > Math.min(...modules) * 1.8) continue;
                    const sides = [distance(three[1], three[2]), distance(three[0], three[2]), distance(three[0], three[1])];
                    const far = sides.indexOf(Math.max(...sides));
                    const corner = three[far];
                    let [right, below] = three.filter((eye) => eye !== corner);
                    const cross = (right.x - corner.x) * (below.y - corner.y) - (right.y - corner.y) * (below.x - corner.x);
                    if (cross < 0) [right, below] = [below, right];
                    const a = distance(corner, right);
                    const b = distance(corner, below);
                    const skew = Math.abs(Math.log(a / b)) + Math.abs(sides[far] / Math.hypot(a, b) - 1) * 2;
                    if (skew > 0.9 || Math.min(a, b) < Math.max(...modules) * 9) continue;
                    all.push({ corner, right, below, skew });
                }
            }
        }
        return all.sort((a, b) => a.skew - b.skew).slice(0, 6);
    }

    // --- From the picture's plane to the code's

    function perspective(from, to) {
        const rows = [];
        for (let n = 0; n < 4; n++) {
            const [u, v] = from[n];
            const [x, y] = to[n];
            rows.push([u, v, 1, 0, 0, 0, -u * x, -v * x, x], [0, 0, 0, u, v, 1, -u * y, -v * y, y]);
        }
        for (let column = 0; column < 8; column++) {
            let best = column;
            for (let row = column + 1; row < 8; row++) {
                if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) best = row;
            }
            [rows[column], rows[best]] = [rows[best], rows[column]];
            if (Math.abs(rows[column][column]) < 1e-9) return null;
            for (let row = 0; row < 8; row++) {
                if (row === column) continue;
                const times = rows[row][column] / rows[column][column];
                for (let n = column; n < 9; n++) rows[row][n] -= times * rows[column][n];
            }
        }
        const h = rows.map((row, n) => row[8] / row[n]);
        return (u, v) => {
            const w = h[6] * u + h[7] * v + 1;
            return [(h[0] * u + h[1] * v + h[2]) / w, (h[3] * u + h[4] * v + h[5]) / w];
        };
    }

    // The small square near the fourth corner, if it is there.
    function alignment(picture, plane, size) {
        const { black, width, height } = picture;
        const at = (u, v) => {
            const [x, y] = plane(u, v);
            const px = Math.round(x);
            const py = Math.round(y);
            return px < 0 || py < 0 || px >= width || py >= height ? 0 : black[py * width + px];
        };
        const expected = size - 6.5;
        let best = 0;
        let spots = [];
        for (let dv = -5; dv <= 5; dv += 0.25) {
            for (let du = -5; du <= 5; du += 0.25) {
                let score = 0;
                for (let y = -2; y <= 2; y++) {
                    for (let x = -2; x <= 2; x++) {
                        const ring = Math.max(Math.abs(x), Math.abs(y));
                        score += at(expected + du + x, expected + dv + y) === (ring === 1 ? 0 : 1) ? 1 : 0;
                    }
                }
                if (score > best) [best, spots] = [score, []];
                if (score === best) spots.push([expected + du, expected + dv]);
            }
        }
        if (best < 21) return null;
        // The middle of the equally good ones around the nearest of them.
        const off = ([u, v]) => Math.hypot(u - expected, v - expected);
        const nearest = spots.reduce((one, other) => (off(other) < off(one) ? other : one));
        spots = spots.filter(([u, v]) => Math.hypot(u - nearest[0], v - nearest[1]) < 1.6);
        const middle = [0, 1].map((n) => spots.reduce((sum, spot) => sum + spot[n], 0) / spots.length);
        return plane(middle[0], middle[1]);
    }

    function sampled(picture, plane, size) {
        const { black, width, height } = picture;
        const grid = [];
        for (let y = 0; y < size; y++) {
            const row = new Uint8Array(size);
            for (let x = 0; x < size; x++) {
                const [px, py] = plane(x + 0.5, y + 0.5).map(Math.round);
                if (px < 0 || py < 0 || px >= width || py >= height) return null;
                row[x] = black[py * width + px];
            }
            grid.push(row);
        }
        return grid;
    }

    // --- What the squares say

    function formatOf(grid) {
        const size = grid.length;
        let first = 0;
        let second = 0;
        for (let x = 0; x < 6; x++) first = (first << 1) | grid[8][x];
        first = (first << 1) | grid[8][7];
        first = (first << 1) | grid[8][8];
        first = (first << 1) | grid[7][8];
        for (let y = 5; y >= 0; y--) first = (first << 1) | grid[y][8];
        for (let y = size - 1; y >= size - 7; y--) second = (second << 1) | grid[y][8];
        for (let x = size - 8; x < size; x++) second = (second << 1) | grid[8][x];
        let best = null;
        for (let bits = 0; bits < 32; bits++) {
            let rest = bits << 10;
            for (let n = 14; n >= 10; n--) if ((rest >> n) & 1) rest ^= 0x537 << (n - 10);
            const whole = ((bits << 10) | rest) ^ 0x5412;
            for (const read of [first, second]) {
                let wrong = 0;
                for (let difference = whole ^ read; difference; difference &= difference - 1) wrong++;
                if (!best || wrong < best.wrong) best = { wrong, level: LEVELS[bits >> 3], mask: MASKS[bits & 7] };
            }
        }
        return best.wrong <= 3 ? best : null;
    }

    function alignments(version) {
        if (version === 1) return [];
        const count = Math.floor(version / 7) + 2;
        const size = version * 4 + 17;
        const step = Math.ceil((size - 13) / (count * 2 - 2)) * 2;
        const places = [6];
        for (let place = size - 7; places.length < count; place -= step) places.splice(1, 0, place);
        return places;
    }

    // Squares that carry no data: eyes, timing, alignment, format, version.
    function reserved(version) {
        const size = version * 4 + 17;
        const taken = Array.from({ length: size }, () => new Uint8Array(size));
        const fill = (x0, y0, x1, y1) => {
            for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) taken[y][x] = 1;
        };
        fill(0, 0, 8, 8);
        fill(size - 8, 0, size - 1, 8);
        fill(0, size - 8, 8, size - 1);
        fill(0, 6, size - 1, 6);
        fill(6, 0, 6, size - 1);
        const places = alignments(version);
        const last = places.length - 1;
        places.forEach((y, i) => places.forEach((x, j) => {
            const onEye = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
            if (!onEye) fill(x - 2, y - 2, x + 2, y + 2);
        }));
        if (version >= 7) {
            fill(size - 11, 0, size - 9, 5);
            fill(0, size - 11, 5, size - 9);
        }
        return taken;
    }

    function codewords(grid, version, mask) {
        const size = grid.length;
        const taken = reserved(version);
        const words = [];
        let word = 0;
        let bits = 0;
        let upwards = true;
        for (let column = size - 1; column > 0; column -= 2) {
            if (column === 6) column--;
            for (let n = 0; n < size; n++) {
                const y = upwards ? size - 1 - n : n;
                for (const x of [column, column - 1]) {
                    if (taken[y][x]) continue;
                    word = (word << 1) | (grid[y][x] ^ (mask(x, y) ? 1 : 0));
                    if (++bits === 8) {
                        words.push(word);
                        word = bits = 0;
                    }
                }
            }
            upwards = !upwards;
        }
        return words;
    }

    // --- Mending: Reed-Solomon over 256 values

    const EXP = new Uint8Array(512);
    const LOG = new Uint8Array(256);
    for (let n = 0, value = 1; n < 255; n++) {
        EXP[n] = EXP[n + 255] = value;
        LOG[value] = n;
        value <<= 1;
        if (value > 255) value ^= 0x11d;
    }
    const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);
    const over = (a, b) => (a ? EXP[(LOG[a] + 255 - LOG[b]) % 255] : 0);

    // The block with its errors mended in place; false if there are too many.
    function mended(block, correction) {
        const syndromes = [];
        for (let n = 0; n < correction; n++) {
            let sum = 0;
            for (const word of block) sum = times(sum, EXP[n]) ^ word;
            syndromes.push(sum);
        }
        if (syndromes.every((sum) => sum === 0)) return true;
        // Berlekamp and Massey: the polynomial whose roots are the wrong places.
        let locator = [1];
        let before = [1];
        let errors = 0;
        let gap = 1;
        let last = 1;
        for (let n = 0; n < correction; n++) {
            let difference = syndromes[n];
            for (let i = 1; i <= errors; i++) difference ^= times(locator[i] ?? 0, syndromes[n - i]);
            if (difference === 0) {
                gap++;
                continue;
            }
            const kept = locator.slice();
            const scale = over(difference, last);
            for (let i = 0; i < before.length; i++) {
                locator[i + gap] = (locator[i + gap] ?? 0) ^ times(scale, before[i]);
            }
            for (let i = 0; i < locator.length; i++) locator[i] ??= 0;
            if (2 * errors <= n) {
                errors = n + 1 - errors;
                before = kept;
                last = difference;
                gap = 1;
            } else {
                gap++;
            }
        }
        if (errors * 2 > correction) return false;
        const at = (polynomial, x) => polynomial.reduceRight((sum, factor) => times(sum, x) ^ factor, 0);
        const places = [];
        for (let place = 0; place < block.length; place++) {
            if (at(locator, EXP[(255 - place) % 255]) === 0) places.push(place);
        }
        if (places.length !== errors) return false;
        // Forney: by how much each of them is wrong.
        const evaluator = [];
        for (let n = 0; n < correction; n++) {
            let sum = 0;
            for (let i = 0; i <= Math.min(n, errors); i++) sum ^= times(locator[i] ?? 0, syndromes[n - i]);
            evaluator.push(sum);
        }
        const slope = locator.map((factor, n) => (n % 2 ? factor : 0)).slice(1);
        for (const place of places) {
            const inverse = EXP[(255 - place) % 255];
            const below = at(slope, inverse);
            if (below === 0) return false;
            // The roots begin at 0: one factor more than in the textbook.
            block[block.length - 1 - place] ^= times(EXP[place], over(at(evaluator, inverse), below));
        }
        return true;
    }

    function dataOf(words, version, level) {
        const [correction, count] = BLOCKS[level].split(" ")[version - 1].split(".").map(Number);
        const total = words.length;
        const shorter = count - (total % count);
        const length = Math.floor(total / count) - correction;
        const blocks = Array.from({ length: count }, (_, n) => ({ data: length + (n >= shorter ? 1 : 0), words: [] }));
        let next = 0;
        for (let n = 0; n <= length; n++) for (const block of blocks) if (n < block.data) block.words.push(words[next++]);
        for (let n = 0; n < correction; n++) for (const block of blocks) block.words.push(words[next++]);
        const data = [];
        for (const block of blocks) {
            if (!mended(block.words, correction)) return null;
            data.push(...block.words.slice(0, block.data));
        }
        return data;
    }

    function textOf(data, version) {
        let place = 0;
        const left = () => data.length * 8 - place;
        const take = (count) => {
            let value = 0;
            for (let n = 0; n < count; n++, place++) value = (value << 1) | ((data[place >> 3] >> (7 - (place & 7))) & 1);
            return value;
        };
        const size = version < 10 ? 0 : 1;
        let text = "";
        while (left() >= 4) {
            const mode = take(4);
            if (mode === 0) break;
            if (mode === 7) {
                take(8);
            } else if (mode === 4) {
                const count = take([8, 16][size]);
                if (left() < count * 8) return null;
                const bytes = Uint8Array.from({ length: count }, () => take(8));
                text += new TextDecoder().decode(bytes);
            } else if (mode === 2) {
                let count = take([9, 11][size]);
                for (; count > 1; count -= 2) {
                    const pair = take(11);
                    text += ALPHANUMERIC[Math.floor(pair / 45)] + ALPHANUMERIC[pair % 45];
                }
                if (count) text += ALPHANUMERIC[take(6)];
            } else if (mode === 1) {
                let count = take([10, 12][size]);
                for (; count > 2; count -= 3) text += String(take(10)).padStart(3, "0");
                if (count) text += String(take(count === 2 ? 7 : 4)).padStart(count, "0");
            } else {
                return null;
            }
            if (left() < 0) return null;
        }
        return text;
    }

    function decoded(grid) {
        const version = (grid.length - 17) / 4;
        const format = formatOf(grid);
        if (!format) return null;
        const data = dataOf(codewords(grid, version, format.mask), version, format.level);
        return data && textOf(data, version);
    }

    // The text of the code in an ImageData; null if there is none that can be read.
    return (image) => {
        const picture = blackened(image);
        for (const { corner, right, below } of triples(eyes(picture))) {
            const module = (corner.module + right.module + below.module) / 3;
            const across = (distance(corner, right) + distance(corner, below)) / 2 / module + 7;
            const near = Math.round((across - 17) / 4);
            for (const version of [near, near + 1, near - 1, near + 2, near - 2]) {
                if (version < 1 || version > 20) continue;
                const size = version * 4 + 17;
                const eyesAt = [[3.5, 3.5], [size - 3.5, 3.5], [3.5, size - 3.5]];
                const seen = [corner, right, below].map(({ x, y }) => [x, y]);
                const fourth = [right.x + below.x - corner.x, right.y + below.y - corner.y];
                const flat = perspective([...eyesAt, [size - 3.5, size - 3.5]], [...seen, fourth]);
                if (!flat) continue;
                const planes = [flat];
                const small = version > 1 && alignment(picture, flat, size);
                if (small) planes.unshift(perspective([...eyesAt, [size - 6.5, size - 6.5]], [...seen, small]));
                for (const plane of planes) {
                    const grid = plane && sampled(picture, plane, size);
                    const text = grid && decoded(grid);
                    if (text) return text;
                }
            }
        }
        return null;
    };
})();
