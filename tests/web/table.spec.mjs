import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { address, browser, page, read, settled, shot, signIn, who } from './desk.mjs';

let of, on, all;
before(async () => {
  of = await browser();
  on = await page(of);
  await signIn(on, who.admin, '/systems');
  all = await read(on, '/system?limit=500');
});
after(() => of.close());

async function open(query = '') {
  await on.goto(`${address}/systems${query}`);
  await on.waitForSelector('.table footer .count');
  await settled(on);
}
const counted = () => on.textContent('.table footer .count');

test('the list shows how many there are', async () => {
  await open();
  assert.match(await counted(), new RegExp(`共 ${all.length} 条`));
  assert.equal(await on.locator('.table tbody tr').count(), 20);
  await shot(on, 'systems');
});

test('search and filters stand in the address and survive a reload', async () => {
  await open();
  await on.fill('.table .search input', '门户');
  await on.waitForURL(/q=/);
  await on.click('.table .filter >> nth=0');
  await on.click('.el-select-dropdown__item:visible >> text=二级');
  await on.waitForURL(/f\.level=2/);
  const expected = all.filter((s) => JSON.stringify([s.system, s.unit]).includes('门户') && s.level === 2);
  assert.match(await counted(), new RegExp(`^${expected.length} / ${all.length} 条`));
  const before = on.url();
  await on.reload();
  await on.waitForSelector('.table footer .count');
  assert.equal(on.url(), before);
  assert.match(await counted(), new RegExp(`^${expected.length} / ${all.length} 条`));
});

test('nothing found is told apart from nothing there', async () => {
  await open('?q=没有这样的系统');
  assert.match(await on.textContent('.empty'), /没有符合条件的记录/);
  await on.click('.empty button');
  assert.match(await counted(), new RegExp(`共 ${all.length} 条`));
});

test('a heading sorts up, down and not at all', async () => {
  await open();
  const scores = async () => (await on.locator('td[data-title=测评得分]').allTextContents()).filter(Boolean).map(Number);
  await on.click('th button:has-text("测评得分")');
  await on.waitForURL(/sort=score/);
  const up = await scores();
  assert.deepEqual(up, [...up].sort((a, b) => a - b));
  assert.equal(await on.getAttribute('th:has-text("测评得分")', 'aria-sort'), 'ascending');
  await on.click('th button:has-text("测评得分")');
  await on.waitForURL(/sort=-score/);
  const down = await scores();
  assert.deepEqual(down, [...down].sort((a, b) => b - a));
});

test('all rows of all pages can be selected, and the export holds exactly them', async () => {
  await open('?f.level=3');
  const expected = all.filter((s) => s.level === 3);
  await on.click('th .el-checkbox');
  assert.match(await on.textContent('.bulk'), /已选 20 条/);
  await on.click('.bulk button:has-text("选择全部")');
  assert.match(await on.textContent('.bulk'), new RegExp(`已选 ${expected.length} 条`));
  await on.click('.table .bar button:has-text("导出")');
  const [file] = await Promise.all([on.waitForEvent('download'), on.click('button:has-text("导出 CSV")')]);
  const lines = readFileSync(await file.path(), 'utf8').split('\r\n').filter(Boolean);
  assert.equal(lines.length - 1, expected.length);
  assert.ok(lines[0].startsWith('\ufeff系统名称,单位'));
});

test('an export to Excel is a workbook that our own reader takes', async () => {
  await open('?q=门户');
  await on.click('.table .bar button:has-text("导出")');
  const [file] = await Promise.all([on.waitForEvent('download'), on.click('button:has-text("导出 Excel")')]);
  const bytes = readFileSync(await file.path());
  assert.equal(bytes.subarray(0, 4).toString('latin1'), 'PK\u0003\u0004');
  assert.match(file.suggestedFilename(), /系统台账\.xlsx/);
});

test('columns can be chosen, and the choice stands in the address', async () => {
  await open();
  await on.click('.table .bar button:has-text("列")');
  await on.click('.choice label:has-text("联系人")');
  await on.waitForURL(/cols=/);
  assert.equal(await on.locator('th:has-text("联系人")').count(), 1);
  await on.reload();
  await on.waitForSelector('th:has-text("联系人")');
});

test('the global search opens a single hit by Enter', async () => {
  const org = (await read(on, '/org?limit=500')).find((o) => o.name === '云杉大学');
  await open();
  await on.keyboard.press('Control+k');
  await on.keyboard.type('云杉大学');
  await on.waitForSelector('#search-hits .title >> text=/^云杉大学$/');
  const titles = await on.locator('#search-hits .title').allTextContents();
  await on.keyboard.press('Enter');
  await on.waitForURL(/\/(org|system)\//);
  assert.ok(titles.includes('云杉大学'));
  assert.ok(org);
  assert.deepEqual(on.wrong, []);
});
