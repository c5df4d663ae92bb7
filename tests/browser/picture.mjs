// Makes the pictures of README.md from the sample dictionary: results, a metric, an event, a phone in the dark. Run by hand: node tests/browser/picture.mjs
// Each is written with at most 256 colours, so that a clone stays small.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 as crcOf, deflateSync } from "node:zlib";
import { chromium } from "playwright-core";
import { buildSite, top } from "./site.mjs";

const most = 60000; // bytes of a picture
const pictures = [
  { name: "search", path: "search.html?q=automation%20rule", width: 1280, height: 800, scheme: "light" },
  { name: "metric", path: "metrics/counts.count_total_create_work_item_on_board_monthly.html", width: 1280, height: 800, scheme: "light" },
  { name: "event", path: "events/create_work_item_on_board.html", width: 1280, height: 800, scheme: "light" },
  { name: "phone", path: "metrics/counts.count_total_create_work_item_on_board_monthly.html", width: 390, height: 800, scheme: "dark" },
];

// CRC-32 of PNG chunks; node has one since 22.2.
const table = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
const crc32 = crcOf ?? ((bytes) => (bytes.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0);

function chunk(type, data) {
  const out = Buffer.alloc(12 + data.length), body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body) >>> 0, 8 + data.length);
  return out;
}

// The most frequent colours, and for every other one the nearest of them.
function palette(pixels) {
  const count = new Map();
  for (let i = 0; i < pixels.length; i += 4) {
    const colour = (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
    count.set(colour, (count.get(colour) ?? 0) + 1);
  }
  const kept = [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map(([colour]) => colour);
  const distance = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
  const index = new Map(kept.map((colour, i) => [colour, i]));
  for (const colour of count.keys()) {
    if (index.has(colour)) continue;
    let best = 0;
    kept.forEach((other, i) => { if (distance(colour, other) < distance(colour, kept[best])) best = i; });
    index.set(colour, best);
  }
  return { kept, index };
}

function encode({ width, height, pixels }) {
  const { kept, index } = palette(pixels), rows = Buffer.alloc((width + 1) * height), head = Buffer.alloc(13);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 4)
      rows[y * (width + 1) + 1 + x] = index.get((pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // 8 bits, palette
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("PLTE", Buffer.from(kept.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]))),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })), chunk("IEND", Buffer.alloc(0)),
  ]);
}

// What the browser makes of a picture: width, height, red, green, blue and alpha of every pixel.
async function decode(tab, png) {
  const { width, height, text } = await tab.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, image.width, image.height).data;
    let out = "";
    for (let i = 0; i < bytes.length; i += 32768) out += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return { width: image.width, height: image.height, text: btoa(out) };
  }, png.toString("base64"));
  return { width, height, pixels: Buffer.from(text, "base64") };
}

const site = buildSite(), folder = join(top, "man/pictures");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-lcd-text", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
});
const blank = await browser.newPage();
mkdirSync(folder, { recursive: true });
for (const { name, path, width, height, scheme } of pictures) {
  const tab = await (await browser.newContext({ viewport: { width, height }, colorScheme: scheme })).newPage();
  await tab.goto("file://" + join(site, path));
  if (path.startsWith("search.html")) await tab.waitForSelector(".hits li");
  await tab.waitForTimeout(300);
  const bytes = encode(await decode(blank, await tab.screenshot()));
  writeFileSync(join(folder, `${name}.png`), bytes);
  console.log(`man/pictures/${name}.png: ${bytes.length} bytes${bytes.length > most ? ", more than wanted" : ""}`);
  process.exitCode ||= bytes.length > most ? 1 : 0;
}
await browser.close();
