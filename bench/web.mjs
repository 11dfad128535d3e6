// How heavy the workbench is and how soon it can be used, in Chromium on loopback:
//   node bench/web.mjs ADDRESS NAME PASSWORD
// against `dengbao serve`. First load: what the page of signing in fetches, compressed as it comes
// over the wire. Route: what a page fetches beyond what the frame of the workbench has brought.
// Interactive: from the start of a navigation with an empty cache until the page has its heading and
// its data and answers a key; the median of five.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [, , address, name, password] = process.argv;
if (!password) {
  console.error('usage: node bench/web.mjs ADDRESS NAME PASSWORD');
  process.exit(3);
}
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { chromium } = createRequire(path.join(root, 'web/package.json'))('playwright-core');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];

async function context() {
  const made = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  return made;
}
async function load(at, signedIn) {
  const c = await context();
  if (signedIn) await c.request.post(`${address}/api/v1/session`, { data: { name, password }, headers: { 'X-Dengbao': '1' } });
  const page = await c.newPage();
  const assets = new Map();
  page.on('response', async (r) => {
    if (/\/assets\/|\.svg$/.test(r.url()) || r.request().resourceType() === 'document') assets.set(r.url(), Number((await r.allHeaders())['content-length'] ?? 0));
  });
  await page.goto(address + at, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[aria-busy="true"]') && !document.querySelector('.waiting'));
  const usable = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(performance.now()))));
  await page.waitForTimeout(400); // the stream of changes stays open: the network is never idle
  await c.close();
  return { assets, usable };
}

const first = await load('/sign-in', false);
const sum = (m) => [...m.values()].reduce((a, b) => a + b, 0);
const kb = (n) => `${(n / 1000).toFixed(0)} kB`;
console.log(`first load (sign-in): ${kb(sum(first.assets))} of 250 kB`);
const frame = await load('/notices', true);
let worst = 0;
let slowest = 0;
for (const at of ['/', '/?view=calendar', '/cases', '/systems', '/orgs', '/import', '/review', '/documents', '/stats', '/cockpit', '/screen', '/expert', '/done', '/notices', '/tokens', '/account', '/verify', '/grade', '/law', '/law/coverage']) {
  const runs = [];
  for (let i = 0; i < 5; i++) runs.push(await load(at, true));
  const own = [...runs[0].assets].filter(([url]) => !frame.assets.has(url)).reduce((a, [, n]) => a + n, 0);
  const whole = sum(runs[0].assets);
  const usable = median(runs.map((r) => r.usable));
  worst = Math.max(worst, own);
  slowest = Math.max(slowest, usable);
  console.log(`${at.padEnd(18)} route ${kb(own).padStart(7)}   with the frame ${kb(whole).padStart(7)}   interactive ${usable.toFixed(0).padStart(5)} ms`);
}
console.log(`heaviest route ${kb(worst)} of 120 kB; slowest ${slowest.toFixed(0)} ms of 1000 ms`);
await browser.close();
process.exit(sum(first.assets) <= 250_000 && worst <= 120_000 && slowest <= 1000 ? 0 : 2);
