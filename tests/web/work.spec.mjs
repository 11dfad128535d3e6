// Inside an office: a duty is claimed, handed to a colleague, stood in for; notices are read and the
// reading is on record; what one has done is listed with its receipts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { accessible, address, browser, choose, page, read, settled, shot, signIn, who } from './desk.mjs';

let of, first, second;
before(async () => {
  of = await browser();
  first = await page(of);
  second = await page(of);
  await signIn(first, who.clerk);
  await signIn(second, who.second);
});
after(() => of.close());
const home = async (on, query = '') => {
  await on.goto(`${address}/${query}`);
  await on.waitForSelector('.table tbody tr, .empty');
  await settled(on);
};
const row = (on, duty) => on.locator('tbody tr', { has: on.locator(`a[href="/case/${duty.case}"]`) }).filter({ hasText: duty.label.zh }).filter({ hasText: duty.recipient_name }).first();
const duties = (on) => read(on, '/duty?mine=true&limit=500');
let claimed;

test('a duty is claimed by one click, and the colleague sees by whom', async () => {
  await home(first);
  claimed = (await duties(first)).find((d) => d.worker === null);
  await home(first, `?q=${encodeURIComponent(claimed.subject_name)}`);
  await row(first, claimed).locator('button:has-text("领取")').click();
  await row(first, claimed).locator('td[data-title=办理人]', { hasText: '我' }).waitFor();
  await home(second, `?q=${encodeURIComponent(claimed.subject_name)}`);
  assert.match(await row(second, claimed).locator('td[data-title=办理人]').textContent(), new RegExp(who.clerk));
  await accessible(first, 'the duties with their workers');
});

test('two who claim the same duty: the second is told who was quicker', async () => {
  const free = (await duties(second)).find((d) => d.worker === null);
  const q = `?q=${encodeURIComponent(free.subject_name)}`;
  await home(first, q);
  await home(second, q);
  await row(first, free).locator('button:has-text("领取")').click();
  await row(first, free).locator('td[data-title=办理人]', { hasText: '我' }).waitFor();
  const late = row(second, free).locator('button:has-text("领取")');
  if (await late.count()) {
    await late.click();
    await second.waitForSelector('.problem');
    assert.match(await second.textContent('.problem'), new RegExp(`已由“${who.clerk}”办理`));
  }
});

test('only what I work is a view of its own, in the address', async () => {
  await home(first);
  await first.locator('.el-radio-button', { hasText: '我办理的' }).click();
  await first.waitForURL(/scope=me/);
  const cells = await first.locator('td[data-title=办理人]').allTextContents();
  assert.ok(cells.length >= 2 && cells.every((c) => /我/.test(c)), cells.join());
  await shot(first, 'todo-mine');
});

test('several are selected and assigned to a colleague, who is told', async () => {
  await home(first, '?scope=me');
  await first.click('th .el-checkbox');
  await first.click('.bulk button:has-text("指派")');
  await first.waitForSelector('.el-dialog form');
  await choose(first, '#assign-to', who.second);
  await first.fill('#assign-why', '材料由其核对');
  await accessible(first, 'the assignment');
  await shot(first, 'assign');
  await first.click('.el-dialog__footer .el-button--primary');
  await first.waitForSelector('.el-dialog', { state: 'detached' });
  const mine = (await duties(second)).filter((d) => d.worker === who.second);
  assert.ok(mine.length >= 2);
  const told = await read(second, '/notice?unseen=true&limit=500');
  assert.equal(told.filter((n) => n.what === 'assigned').length, mine.length);
});

test('the bell counts, opens, leads to the case and leaves a read receipt', async () => {
  await home(second);
  await second.waitForSelector('.bell .number');
  const before = (await read(second, '/notice?unseen=true&limit=500')).length;
  await second.click('.bell > button');
  await second.waitForSelector('#notices li');
  assert.match(await second.textContent('#notices'), /交办/);
  await accessible(second, 'the bell', '.bell');
  await shot(second, 'bell');
  // Others may come in between that speak of no case.
  await second.locator('#notices li button', { hasText: '交办' }).first().click();
  await second.waitForURL(/\/case\//);
  await second.waitForFunction((n) => document.querySelector('.bell > button').getAttribute('aria-label').includes(`${n} 条`), before - 1);
  const seen = (await read(second, '/notice?limit=500')).filter((n) => n.seen_by.some((s) => s.account === who.second));
  assert.equal(seen.length, 1);
  const elsewhere = (await read(first, '/notice?limit=500')).some((n) => n.id === seen[0].id);
  assert.equal(elsewhere, false, 'what one account is told is not shown to the other');
});

test('all notices: the reminders of the law among them, each with its life', async () => {
  await second.goto(`${address}/notices`);
  await second.waitForSelector('.table tbody tr');
  await settled(second);
  const text = await second.textContent('.table tbody');
  assert.match(text, /即将到期/);
  assert.match(text, /工作台/);
  await second.click('.page-head button');
  await second.waitForFunction(() => !/未读/.test(document.querySelector('.table tbody').textContent));
  assert.deepEqual(await read(second, '/notice?unseen=true'), []);
  await accessible(second, 'notices');
});

test('away: the colleague stands in from day to day and is told', async () => {
  await second.goto(`${address}/account`);
  await settled(second);
  await second.click('button:has-text("登记外出")');
  await second.waitForSelector('.says');
  const today = (await read(second, '/session')).today;
  await second.fill('#away-until', today);
  await second.keyboard.press('Enter');
  await choose(second, '#away-to', who.clerk);
  await second.fill('#away-why', '培训');
  await second.click('button:has-text("登记外出")');
  await second.waitForSelector('.absences li button');
  await shot(second, 'absence');
  await home(first, '?scope=me');
  assert.match(await first.textContent('.standing'), new RegExp(`${who.second} 外出至`));
  assert.match(await first.textContent('td[data-title=办理人]'), new RegExp(`代 ${who.second} 办理`));
  await shot(first, 'todo-standing-in');
  await second.goto(`${address}/account`);
  await second.click('.absences li button');
  await second.waitForFunction(() => /没有登记外出/.test(document.querySelector('.absences')?.textContent ?? ''));
});

test('what I did is listed, and each has a receipt that a stranger verifies', async () => {
  await first.goto(`${address}/done`);
  await first.waitForSelector('.table tbody tr');
  await settled(first);
  const text = await first.textContent('.table tbody');
  assert.match(text, /交办/);
  assert.match(text, /领取待办/);
  await accessible(first, 'own deeds');
  await shot(first, 'done');
  const [file] = await Promise.all([first.waitForEvent('download'), first.locator('button[aria-label*="回执"]').first().click()]);
  const stranger = await page(of, { size: [390, 844] });
  await stranger.goto(`${address}/verify`);
  await stranger.setInputFiles('.drop input', { name: '回执.json', mimeType: 'application/json', buffer: readFileSync(await file.path()) });
  await stranger.waitForSelector('.verdict');
  assert.match(await stranger.textContent('.verdict'), /完整/);
});

test('given back, a duty is anybody’s again', async () => {
  const mine = (await duties(second)).filter((d) => d.worker === who.second);
  await home(second, '?scope=me');
  await second.click('th .el-checkbox');
  await second.click('.bulk button:has-text("退回")');
  await second.click('.el-dialog__footer .el-button--primary');
  await second.waitForSelector('.el-dialog', { state: 'detached' });
  const now = await duties(second);
  for (const d of mine) assert.equal(now.find((x) => x.case === d.case && x.duty === d.duty && x.instance === d.instance).worker, null);
  assert.deepEqual([...first.wrong, ...second.wrong], []);
});
