// One number, everywhere the same: on the bar, in the table, in the list behind it, in the sheet that
// is taken away, in the cockpit and on the printed page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { accessible, address, browser, noSideways, page, read, settled, shot, signIn, who } from './desk.mjs';

let of, on;
before(async () => {
  of = await browser();
  on = await page(of, { size: [1366, 768] });
  await signIn(on, who.office, '/stats');
});
after(() => of.close());
const digits = (text) => Number(text.replace(/\D/g, ''));
const open = async (query = '') => {
  await on.goto(`${address}/stats${query}`);
  await on.waitForSelector('.questions section');
  await settled(on);
};
async function listed() {
  await on.waitForSelector('.table footer .count');
  await settled(on);
  return digits((await on.textContent('.table footer .count')).split('/')[0]);
}
/** The cells of a question in the table view: {district: {level: n}}. */
async function table(key) {
  return on.evaluate((k) => {
    const part = document.querySelector(`[data-question="${k}"]`);
    const heads = [...part.querySelectorAll('thead th')].map((h) => h.textContent.trim());
    const rows = [...part.querySelectorAll('tbody tr, tfoot tr')].map((r) => [...r.children].map((c) => c.textContent.trim()));
    return { heads, rows };
  }, key);
}

test('every number of every question leads to a list of as many rows', async () => {
  await open();
  const links = await on.$$eval('.questions td.n a', (all) => all.map((a) => ({ to: a.getAttribute('href'), n: Number(a.textContent.replace(/\D/g, '')) })));
  assert.ok(links.length > 12, `${links.length} numbers`);
  for (const link of links) {
    await on.goto(address + link.to);
    assert.equal(await listed(), link.n, link.to);
  }
});

test('bars and tables show the same, and the sums add up both ways', async () => {
  await open();
  const bars = await on.$$eval('[data-question="places"] tbody tr', (rows) => rows.map((r) => [r.children[0].textContent.trim(), r.lastElementChild.textContent.trim()]));
  await on.click('.el-radio-button:has-text("数据表")');
  await on.waitForURL(/view=tables/);
  const { heads, rows } = await table('places');
  assert.deepEqual(rows.slice(0, -1).map((r) => [r[0], r.at(-1)]), bars);
  const numbers = rows.map((r) => r.slice(1).map(digits));
  for (const r of numbers) assert.equal(r.slice(0, -1).reduce((a, b) => a + b, 0), r.at(-1));
  for (let i = 0; i < heads.length - 1; ++i) assert.equal(numbers.slice(0, -1).reduce((a, r) => a + r[i], 0), numbers.at(-1)[i], heads[i + 1]);
  await accessible(on, 'the statistics as tables');
  await noSideways(on, 'the statistics as tables');
  await shot(on, 'stats-tables');
});

test('a district is the same number on the chart, in the list, in its export, in the cockpit and in print', async () => {
  await open('?view=tables');
  const shown = await table('places');
  const overview = await read(on, '/overview');
  const third = shown.heads.indexOf('三级');
  const [printed] = await Promise.all([on.waitForEvent('download'), (async () => {
    await on.goto(`${address}/cockpit`);
    await on.waitForSelector('.three b');
    await on.click('.page-head .el-button');
  })()]);
  const page = execFileSync('pdftotext', ['-layout', await printed.path(), '-'], { encoding: 'utf8' });
  for (const d of overview.districts.filter((x) => x.systems)) {
    const row = shown.rows.find((r) => r[0] === d.name);
    assert.equal(digits(row.at(-1)), d.systems, d.name);
    assert.equal(digits(row[third]), d.level3, `${d.name}, level 3`);
    assert.match(page, new RegExp(`${d.name}\\s+${d.systems}\\s+${d.level3}\\s`), `${d.name} in print`);
    await on.goto(`${address}/systems?f.place=${d.place}`);
    assert.equal(await listed(), d.systems, `the list of ${d.name}`);
    await on.click('.table .bar button:has-text("导出")');
    const [file] = await Promise.all([on.waitForEvent('download'), on.click('button:has-text("导出 CSV")')]);
    const lines = execFileSync('cat', [await file.path()], { encoding: 'utf8' }).split('\r\n').filter(Boolean);
    assert.equal(lines.length - 1, d.systems, `the export of ${d.name}`);
  }
});

test('a question is taken away as a sheet with the numbers that are shown', async () => {
  await open('?view=tables');
  const { heads, rows } = await table('places');
  const [file] = await Promise.all([on.waitForEvent('download'), on.click('[data-question="places"] header button')]);
  const sheet = execFileSync('unzip', ['-p', await file.path(), 'xl/worksheets/sheet1.xml'], { encoding: 'utf8' });
  const cells = [...sheet.matchAll(/<row[^>]*>(.*?)<\/row>/gs)].map((r) => [...r[1].matchAll(/<c[^>]*>(?:<is><t[^>]*>|<v>)([^<]*)/g)].map((c) => c[1]));
  assert.deepEqual(cells, [heads, ...rows.map((r) => [r[0], ...r.slice(1).map((n) => String(digits(n)))])]);
  assert.deepEqual(on.wrong, []);
});
