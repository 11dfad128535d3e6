import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  await on.waitForSelector('.maphead', { timeout: 60_000 });
  const columns = await on.locator('section', { hasText: '工作表“系统台账”' }).first().textContent();
  assert.match(columns, /系统名称/);
  assert.match(columns, /等级测评 \/ 最近测评日期/);
  assert.ok((await on.locator('.samples span').count()) > 40);
  await accessible(on, 'the headings');
  await shot(on, 'import-headings');
  await on.click('button:has-text("校验每一行")');
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

test('the rows to correct leave as a workbook that our own reader takes again', async () => {
  const [file] = await Promise.all([on.waitForEvent('download'), on.click('button:has-text("下载需改正的行")')]);
  assert.match(file.suggestedFilename(), /未通过.*\.xlsx/);
  const kept = path.join(tmpdir(), `rejects-${process.pid}.xlsx`);
  await file.saveAs(kept);
  const told = JSON.parse(execFileSync(process.env.DENGBAO_BIN, ['import', 'ledger', kept, '--dry-run', '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 }));
  assert.equal(told.total_data_rows, truth.rejected_rows);
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

test('headings that nobody knows are matched by hand, and the list is understood', async () => {
  await on.goto(`${address}/import`);
  const rows = 'X甲,X乙,X丙,X丁\n云杉大学,课程平台,二级,2024-03-01\n云杉大学,校园网,三级,2023-09-01\n';
  await on.setInputFiles('.drop input', { name: '自定表头.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  await on.waitForSelector('.maphead');
  assert.match(await on.textContent('.says'), /没有认出表头/);
  const set = async (heading, field) => {
    const select = on.locator('tr', { hasText: heading }).locator('.el-select');
    await select.click();
    const list = await select.locator('input').getAttribute('aria-controls');
    await on.locator(`[id="${list}"] .el-select-dropdown__item`, { hasText: field }).first().click();
  };
  await set('X甲', '单位名称');
  await set('X乙', '系统名称');
  await set('X丙', '保护等级');
  await set('X丁', '保护等级');
  assert.match(await on.locator('.says').last().textContent(), /有两列都指定为/);
  await set('X丁', '投入运行日期');
  await on.click('button:has-text("校验每一行")');
  await on.waitForSelector('.numbers');
  assert.match(await on.textContent('.numbers'), /导入可用的 2 个系统/);
  assert.match(await on.textContent('.table tbody'), /课程平台/);
});

test('an operator imports its own systems, and is stopped where a row is somebody else’s', async () => {
  const own = await page(of);
  await signIn(own, who.operator, '/import');
  const list = (rows) => ({ name: '台账.csv', mimeType: 'text/csv', buffer: Buffer.from(`单位名称,系统名称,等级\n${rows}`) });
  await own.setInputFiles('.drop input', list('云杉大学,迎新系统,二级\n云杉轨道交通有限公司,乘客信息系统,二级\n'));
  await own.click('button:has-text("校验每一行")');
  await own.waitForSelector('.refused');
  assert.match(await own.textContent('.refused'), /云杉轨道交通有限公司/);
  assert.equal(await own.isDisabled('button:has-text("导入可用的")'), true);
  await own.goto(`${address}/import`);
  await own.setInputFiles('.drop input', list('云杉大学,迎新系统,二级\n'));
  await own.click('button:has-text("校验每一行")');
  await own.click('button:has-text("导入可用的")');
  await own.waitForSelector('.outcome');
  assert.ok((await read(own, '/system?limit=500')).some((s) => s.system === '迎新系统'));
  assert.deepEqual(own.wrong, []);
});

test('a long import shows how far it is, and called off it leaves nothing', async () => {
  const own = await page(of);
  own.setDefaultTimeout(60_000);
  await signIn(own, who.operator, '/import');
  // Long enough that a fast machine is still at it when the page has been looked at.
  const rows = Array.from({ length: 60_000 }, (_, i) => `云杉大学,第${i}号长名单系统,二级`);
  await own.setInputFiles('.drop input', { name: '长名单.csv', mimeType: 'text/csv', buffer: Buffer.from(`单位名称,系统名称,等级\n${rows.join('\n')}\n`) });
  await own.click('button:has-text("校验每一行")');
  await own.click('button:has-text("导入可用的")');
  await own.waitForFunction(() => Number(document.querySelector('.going progress')?.getAttribute('value')) > 0);
  assert.match(await own.textContent('.going label'), /已处理 [\d,]+ \/ 60,000 行/);
  await accessible(own, 'an import that goes on', '.going');
  await own.click('button:has-text("取消导入")');
  await own.waitForSelector('.problem');
  assert.match(await own.textContent('.problem'), /已取消，没有写入任何内容/);
  assert.equal((await read(own, `/system?search=${encodeURIComponent('长名单系统')}&limit=5`)).length, 0);
  assert.deepEqual(await read(own, '/job'), []);
  assert.deepEqual(own.wrong, []);
});
