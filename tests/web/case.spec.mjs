// A case: its clock drawn with the spans in which it stood still, changes that come by themselves,
// the procedure readable on a phone. The procedure comes from a pack that no page knows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, address, browser, noSideways, page, read, settled, shot, signIn, who } from './desk.mjs';

const paused = process.env.DENGBAO_PAUSED;
let of, clerk, other;
before(async () => {
  of = await browser();
  clerk = await page(of);
  other = await page(of);
  await signIn(clerk, who.clerk, `/case/${paused}`);
  await signIn(other, who.second, `/case/${paused}`);
});
after(() => of.close());

test('a pause is drawn in the line of the duty and told in words', async () => {
  await settled(clerk);
  const duty = clerk.locator('.duty').first();
  assert.equal(await duty.locator('.still').count(), 1);
  assert.match(await duty.textContent(), /2026年3月5日 至 2026年3月10日 暂停/);
  assert.match(await duty.locator('.line').getAttribute('aria-label'), /自 2026年3月2日 起算.*截止.*暂停/);
  const line = await duty.locator('.line').boundingBox();
  const still = await duty.locator('.still').boundingBox();
  assert.ok(still.x > line.x && still.x + still.width < line.x + line.width && still.width > 10);
  await shot(clerk, 'case-paused');
  await accessible(clerk, 'a duty with a pause');
});

test('what a colleague does is seen without a reload', async () => {
  await settled(other);
  assert.match(await other.textContent('.duty'), /剩 \d+ 个工作日/);
  const version = (await read(other, `/case/${paused}`)).version;
  await clerk.locator('.moves button', { hasText: '要求补正' }).click();
  await clerk.waitForSelector('.el-drawer form');
  await clerk.locator('.el-drawer button:has-text("增加一行")').click();
  await clerk.fill('#ask-missing-0-text', '请补充盖章页');
  await clerk.click('.el-drawer__footer .el-button--primary');
  await clerk.waitForSelector('.page .done');
  await other.waitForFunction(() => /计时暂停/.test(document.querySelector('.duty')?.textContent ?? ''), null, { timeout: 10_000 });
  assert.equal((await read(other, `/case/${paused}`)).version, version + 1);
  assert.equal(await other.locator('.duty .still').count(), 2);
  assert.equal(await other.textContent('.spot.here text'), '待补正');
});

test('lists hear of it too: the duty is paused in the list of the other', async () => {
  await other.goto(`${address}/?when=paused`);
  await other.waitForSelector('tbody tr');
  assert.match(await other.textContent('tbody'), /计时暂停/);
});

test('on a phone the procedure is a list, one state a line', async () => {
  const phone = await page(of, { size: [390, 844] });
  await signIn(phone, who.clerk, `/case/${paused}`);
  await settled(phone);
  assert.equal(await phone.isVisible('.procedure'), false);
  assert.match(await phone.textContent('.steps li[aria-current=step]'), /待补正/);
  assert.match(await phone.textContent('.steps'), /审查中.*补正/);
  await noSideways(phone, 'a case on a phone');
  await accessible(phone, 'a case on a phone');
  await shot(phone, 'case-phone');
  assert.deepEqual([...clerk.wrong, ...other.wrong, ...phone.wrong], []);
});
