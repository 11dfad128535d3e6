// What stands around every page: help, long work, what was opened last, the end of a session.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, address, browser, noSideways, page, read, root, settled, shot, signIn, still, who } from './desk.mjs';

let of;
before(async () => (of = await browser()));
after(() => of.close());

test('help is at the same place on every page, by button and by key, and speaks of the page', async () => {
  const on = await page(of, { size: [1366, 768] });
  await signIn(on, who.office);
  const places = new Set(), words = new Set();
  for (const at of ['/', '/systems', '/stats', '/import', '/law', '/verify']) {
    await on.goto(address + at);
    await settled(on);
    const box = await on.locator('.bar .ask').boundingBox();
    places.add(`${Math.round(box.x)},${Math.round(box.y)}`);
    await on.click('.bar .ask');
    await on.waitForSelector('.el-drawer section');
    words.add(await on.textContent('.el-drawer section p'));
    await on.keyboard.press('Escape');
    await on.waitForSelector('.el-drawer section', { state: 'hidden' });
  }
  assert.equal(places.size, 1, [...places].join(' | '));
  assert.equal(words.size, 6);
  await on.keyboard.press('Control+/');
  await on.waitForSelector('.el-drawer section');
  await still(on);
  await accessible(on, 'the help');
  assert.match(await on.textContent('.el-drawer'), /条款[\s\S]*Ctrl K/);
  await shot(on, 'help');
  await on.click('.el-drawer a >> text=条款说明');
  await on.waitForURL(/\/law\/explain/);
  assert.deepEqual(on.wrong, []);
  await on.context().close();
});

test('what was opened last is a click away, with names of the server; the browser keeps none', async () => {
  const on = await page(of, { size: [1366, 768] });
  await signIn(on, who.office);
  const system = (await read(on, '/system?limit=1'))[0];
  const one = (await read(on, '/case?limit=1'))[0];
  for (const at of [`/system/${system.id}`, `/org/${system.owner}`, `/case/${one.case}`]) {
    await on.goto(address + at);
    await settled(on);
  }
  await on.click('.recent > button');
  await on.waitForSelector('#recent li');
  assert.deepEqual(await on.$$eval('#recent a', (all) => all.map((a) => a.getAttribute('href'))), [`/case/${one.case}`, `/org/${system.owner}`, `/system/${system.id}`]);
  assert.match(await on.textContent('#recent'), new RegExp(system.system));
  await accessible(on, 'what was opened last');
  const kept = await on.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!kept.includes(system.system), kept);
  await on.click(`#recent a[href="/system/${system.id}"]`);
  await on.waitForURL(new RegExp(system.id));
  await on.context().close();
});

test('work that was begun and left is found again with its result, and put away', async () => {
  const on = await page(of, { size: [1366, 768] });
  await signIn(on, who.admin);
  for (const old of await read(on, '/job')) await on.request.delete(`${address}/api/v1/job/${old.job}`, { headers: { 'X-Dengbao': '1' } });
  const post = (at, more) => on.request.post(`${address}/api/v1${at}`, { headers: { 'X-Dengbao': '1', 'Idempotency-Key': String(Math.random()), Prefer: 'respond-async' }, ...more });
  const file = readFileSync(path.join(root, 'examples/asset-list-messy.xlsx'));
  const uploaded = await (await post('/upload?name=list.xlsx', { data: file })).json();
  // As if the page that began it had been closed: nobody waits for the answer.
  const begun = await post('/import/ledger', { data: { file: `upload:${uploaded.upload}`, 'dry-run': true } });
  assert.equal(begun.status(), 202);
  await on.goto(`${address}/jobs`);
  await on.waitForSelector('tbody tr:has-text("已完成")');
  await accessible(on, 'long work');
  await noSideways(on, 'long work');
  await on.click('tbody tr >> button:has-text("查看结果")');
  await on.waitForSelector('.el-dialog dl');
  assert.match(await on.textContent('.el-dialog dl'), /可导入\s*\d+/);
  await still(on);
  await accessible(on, 'a result');
  await shot(on, 'jobs');
  const [kept] = await Promise.all([on.waitForEvent('download'), on.click('.el-dialog button:has-text("下载结果")')]);
  assert.equal(typeof JSON.parse(readFileSync(await kept.path(), 'utf8')).valid_systems, 'number');
  await on.click('.el-dialog button:has-text("关闭")');
  await on.click('tbody tr >> button:has-text("移除")');
  await on.waitForSelector('.empty');
  assert.deepEqual(await read(on, '/job'), []);
  assert.deepEqual(on.wrong, []);
  await on.context().close();
});

test('before an idle session ends there is a warning, and one click goes on', async () => {
  const on = await page(of, { size: [1366, 768] });
  await on.clock.install();
  await signIn(on, who.clerk);
  const minutes = (await read(on, '/session')).idle_minutes;
  await on.clock.runFor((minutes - 6) * 60_000);
  assert.equal(await on.locator('[role=timer]').count(), 0);
  await on.clock.runFor(3 * 60_000);
  await on.waitForSelector('[role=timer]');
  assert.match(await on.textContent('[role=timer]'), /^\s*[12]:\d\d\s*$/);
  await on.clock.runFor(1000);
  await accessible(on, 'the warning', '.el-dialog');
  await shot(on, 'idle');
  await on.click('button:has-text("继续工作")');
  await on.clock.runFor(2000);
  assert.equal(await on.locator('[role=timer]').count(), 0);
  await on.context().close();
});

test('a page that nobody touches says so with what it asks by itself', async () => {
  const on = await page(of, { size: [1366, 768] });
  await on.clock.install();
  await signIn(on, who.clerk);
  await settled(on);
  const heads = [];
  on.on('request', (r) => r.url().includes('/api/v1/notice') && heads.push(r.headers()['dengbao-unattended'] ?? ''));
  await on.clock.runFor(5 * 60_000);
  await on.waitForTimeout(300);
  assert.ok(heads.length >= 1 && heads.every((h) => h === '1'), JSON.stringify(heads));
  await on.mouse.click(700, 700);
  const [asked] = await Promise.all([on.waitForRequest((r) => r.url().includes('/api/v1/system')), on.click('.menu a[href="/systems"]')]);
  assert.equal(asked.headers()['dengbao-unattended'], undefined);
  await on.context().close();
});

test('when the session has ended meanwhile, the page goes to sign-in by itself and comes back after', async () => {
  const on = await page(of, { size: [1366, 768] });
  await on.clock.install();
  await signIn(on, who.second, '/systems');
  await settled(on);
  await on.request.delete(`${address}/api/v1/session`, { headers: { 'X-Dengbao': '1' } });
  const minutes = 30;
  await on.clock.runFor(minutes * 60_000);
  await on.waitForURL(/\/sign-in\?/);
  assert.match(on.url(), /next=%2Fsystems|next=\/systems/);
  assert.match(await on.textContent('body'), /登录已到期/);
  await on.context().close();
});
