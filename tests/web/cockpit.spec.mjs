// A leader's three numbers, each with its list; one page of them from the server; the wall with tiles
// or an approved map, with names or without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { accessible, address, browser, noSideways, page, read, settled, shot, signIn, who } from './desk.mjs';

let of, on, figures;
before(async () => {
  of = await browser();
  on = await page(of, { size: [1366, 768] });
  await signIn(on, who.office, '/cockpit');
  figures = await read(on, '/overview');
});
after(() => of.close());
const digits = (text) => Number(text.replace(/\D/g, ''));

/** Goes where every number of a page leads: the list there holds as many rows. */
async function leadsToAsMany(at, links, many) {
  await on.goto(address + at);
  await on.waitForSelector(links);
  const numbers = await on.$$eval(links, (all) => all.map((a) => ({ to: a.getAttribute('href'), n: Number(a.querySelector('b').textContent.replace(/\D/g, '')) })));
  assert.equal(numbers.length, many);
  for (const { to, n } of numbers) {
    await on.goto(address + to);
    await on.waitForSelector('.table footer .count');
    await settled(on);
    assert.equal(digits((await on.textContent('.table footer .count')).split('/')[0]), n, to);
  }
}

test('three numbers, and each leads to as many rows', async () => {
  await on.waitForSelector('.three b');
  const shown = (await on.locator('.three b').allTextContents()).map(digits);
  assert.deepEqual(shown, [figures.all.filed, figures.all.overdue, figures.open_cases]);
  assert.equal(figures.districts.reduce((n, d) => n + d.overdue, 0), figures.all.overdue);
  await accessible(on, 'the cockpit');
  await noSideways(on, 'the cockpit');
  await shot(on, 'cockpit');
  await on.locator('.three a').nth(1).click();
  await on.waitForURL(/when=overdue/);
  await on.waitForSelector('.table footer .count, .empty');
  await settled(on);
  const listed = figures.all.overdue ? digits((await on.textContent('.table footer .count')).split('/')[0]) : 0;
  assert.equal(listed, figures.all.overdue);
});

test('every number of the cockpit and of the wall leads to a list of as many rows, which says what it holds', async () => {
  await leadsToAsMany('/cockpit', '.three a', 3);
  await leadsToAsMany('/screen', '.numbers a', 5);
  await on.goto(`${address}/screen`);
  await on.click('.numbers a:has-text("三级以上")');
  await on.waitForSelector('.table tbody tr');
  await settled(on);
  assert.match(await on.textContent('.table .bar'), /三级以上/);
  await shot(on, 'systems-level-3-and-above');
});

test('one page of it comes from the server', async () => {
  await on.goto(`${address}/cockpit`);
  await on.waitForSelector('.three b');
  const [file] = await Promise.all([on.waitForEvent('download'), on.click('.page-head .el-button')]);
  assert.match(file.suggestedFilename(), /等级保护工作情况.*\.pdf/);
  assert.equal(readFileSync(await file.path()).subarray(0, 5).toString(), '%PDF-');
});

test('the wall: tiles with names, and without for strangers', async () => {
  await on.goto(`${address}/screen`);
  await on.waitForSelector('.tiles li');
  assert.match(await on.textContent('.tiles'), /青杉区/);
  await accessible(on, 'the wall');
  await noSideways(on, 'the wall');
  await shot(on, 'wall');
  await on.click('button:has-text("隐去名称")');
  await on.waitForURL(/names=hidden/);
  const text = await on.textContent('.wall');
  for (const d of figures.districts) assert.ok(!text.includes(d.name), d.name);
  assert.match(text, /区域 A/);
});

test('a map that somebody brings is drawn from his file, and nothing is sent', async () => {
  const square = (x, y) => [[[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]];
  const features = figures.districts.map((d, i) => ({ type: 'Feature', properties: { name: d.name, adcode: d.place }, geometry: { type: 'Polygon', coordinates: square(110 + (i % 3) * 0.1, 30 + Math.floor(i / 3) * 0.1) } }));
  const sent = [];
  on.on('request', (r) => r.method() !== 'GET' && sent.push(r.url()));
  await on.goto(`${address}/screen`);
  await on.waitForSelector('.tiles li');
  await on.setInputFiles('input[type=file]', { name: '地图.geojson', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })) });
  await on.waitForSelector('.map path');
  assert.equal(await on.locator('.map path').count(), figures.districts.length);
  assert.match(await on.textContent('.map'), /审图号/);
  await accessible(on, 'the wall with a map');
  await shot(on, 'wall-map');
  await on.setInputFiles('input[type=file]', { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await on.waitForSelector('.bad');
  assert.deepEqual(sent, []);
  const phone = await page(of, { size: [390, 844] });
  await signIn(phone, who.office, '/cockpit');
  await phone.waitForSelector('.three b');
  await noSideways(phone, 'the cockpit on a phone');
  await phone.goto(`${address}/screen`);
  await phone.waitForSelector('.tiles li');
  await noSideways(phone, 'the wall on a phone');
  assert.deepEqual([...on.wrong, ...phone.wrong], []);
});
