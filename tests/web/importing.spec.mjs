import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, address, browser, page, read, root, shot, signIn, who } from './desk.mjs';

let of, on;
const messy = path.join(root, 'examples/asset-list-messy.xlsx');
const truth = JSON.parse(readFileSync(path.join(root, 'tests/intake/asset-list-messy.expected.json'), 'utf8'));
before(async () => {
  of = await browser();
  on = await page(of);
  await signIn(on, who.admin, '/import');
});
after(() => of.close());

test('the messy workbook gets a verdict on every row, and nothing is written before it is confirmed', async () => {
  const head = await read(on, '/ledger/checkpoint');
  await on.setInputFiles('.drop input', messy);
  await on.waitForSelector('.numbers', { timeout: 60_000 });
  const numbers = await on.textContent('.numbers');
  assert.ok(numbers.includes(String(truth.valid_systems)) && numbers.includes(String(truth.rejected_rows)), numbers);
  assert.match(await on.textContent('.table footer .count'), new RegExp(`共 ${truth.total_data_rows} 条`));
  assert.equal((await read(on, '/ledger/checkpoint')).tree_size, head.tree_size);
  await accessible(on, 'the verdicts');
  await shot(on, 'import-verdicts');
});

test('the verdicts can be narrowed to the rows to correct, each with its reason', async () => {
  await on.click('.table .filter >> nth=0');
  await on.click('.el-select-dropdown__item:visible >> text=需改正');
  await on.waitForURL(/f\.verdict=bad/);
  assert.match(await on.textContent('.table footer .count'), new RegExp(`^${truth.rejected_rows} / `));
  for (const reason of await on.locator('td[data-title=原因与提示]').allTextContents()) assert.match(reason, /[\u4e00-\u9fff].*〔E\d\d〕/);
});

test('the rows to correct leave as a workbook', async () => {
  const [file] = await Promise.all([on.waitForEvent('download'), on.click('button:has-text("下载需改正的行")')]);
  assert.ok(readFileSync(await file.path()).length > 2000);
});

test('after the confirmation the result stands in numbers', async () => {
  await on.click('button:has-text("导入可用的")');
  await on.waitForSelector('.outcome', { timeout: 60_000 });
  const numbers = (await on.locator('.outcome dd').allTextContents()).map((n) => Number(n.replace(/,/g, '')));
  assert.equal(numbers[0] + numbers[1] + numbers[2], truth.valid_systems);
  await accessible(on, 'the result');
  assert.deepEqual(on.wrong, []);
});

test('another kind of file is refused at once', async () => {
  await on.goto(`${address}/import`);
  await on.setInputFiles('.drop input', { name: '台账.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
  await on.waitForSelector('.refused');
});

test('a workbook that is none is refused in words by the server', async () => {
  await on.setInputFiles('.drop input', { name: '台账.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('not a workbook') });
  await on.waitForSelector('.problem');
  assert.match(await on.textContent('.problem'), /[\u4e00-\u9fff]{4,}/);
});
