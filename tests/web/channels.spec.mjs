// On one's own account: where notices reach me, how early, and the calendar's address. What was sent
// stands beside the notice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, address, browser, choose, noSideways, page, read, settled, shot, signIn, who } from './desk.mjs';

let of, on;
const channels = () => on.locator('section[aria-label="通知渠道"]');
const calendar = () => on.locator('section[aria-label="日历订阅"]');
before(async () => {
  of = await browser();
  on = await page(of);
  await signIn(on, who.second, '/account');
  await settled(on);
});
after(() => of.close());

test('a channel without an address is not set', async () => {
  await channels().locator('button[type=submit]').click();
  assert.match(await channels().locator('.says').textContent(), /请选择渠道并填写地址/);
});

test('an address where the installation does not send is refused with the cure', async () => {
  await choose(on, '#channel-kind', 'Webhook');
  await on.fill('#channel-to', 'https://elsewhere.example.org/x');
  await channels().locator('button[type=submit]').click();
  await on.waitForSelector('.problem');
  assert.match(await channels().textContent(), /不往 https:\/\/elsewhere\.example\.org 发消息/);
});

test('a webhook is set, its secret shown once, its address never again', async () => {
  await choose(on, '#channel-kind', 'Webhook');
  await on.fill('#channel-to', 'http://127.0.0.1:9/hook?key=k1');
  await choose(on, '#channel-about', '归我办');
  await channels().locator('button[type=submit]').click();
  await channels().locator('.made').waitFor();
  assert.match(await channels().locator('.made').textContent(), /whsec_/);
  await accessible(on, 'a channel just set');
  await noSideways(on, 'a channel just set');
  await shot(on, 'channels');
  await on.reload();
  await settled(on);
  await channels().locator('li code').waitFor();
  assert.equal(await channels().locator('.made').count(), 0);
  assert.equal((await channels().locator('li code').textContent()).trim(), 'http://127.0.0.1:9/…');
});

test('a trial is queued, and its fate stands beside the notice', async () => {
  await channels().locator('button', { hasText: '试发' }).click();
  await channels().locator('.good').waitFor();
  const newest = async () => (await read(on, '/notice')).find((n) => n.what === 'test');
  let notice = await newest();
  for (let i = 0; i < 50 && notice.carried[0]?.state !== 'later'; ++i) {
    await on.waitForTimeout(200);
    notice = await newest();
  }
  assert.equal(notice.carried[0].state, 'later');
  assert.ok(notice.carried[0].reason);
  await on.goto(`${address}/notices`);
  await settled(on);
  assert.match(await on.locator('.table tbody').textContent(), /接口 稍后重试/);
  await accessible(on, 'notices with their deliveries');
  await shot(on, 'notices-carried');
});

test('a lead time is chosen and stays', async () => {
  await on.goto(`${address}/account`);
  await settled(on);
  assert.match(await channels().locator('.lead').textContent(), /按法规规定/);
  await channels().locator('.lead').click();
  await on.locator('.el-select-dropdown__item', { hasText: '到期前 5 个工作日' }).last().click();
  await channels().locator('.good').waitFor();
  assert.deepEqual((await read(on, '/channel')).before, { '': 'P5WD' });
  await channels().locator('.lead').click();
  await on.locator('.el-select-dropdown__item', { hasText: '按法规规定' }).last().click();
  await on.waitForFunction(async () => !(await (await fetch('/api/v1/channel')).json()).before['']);
});

test('the calendar has an address that a stranger can read until it is ended', async () => {
  await calendar().locator('button', { hasText: '生成地址' }).click();
  const url = await on.locator('#calendar-address').inputValue();
  const found = await fetch(url);
  assert.equal(found.status, 200);
  assert.match(found.headers.get('content-type'), /^text\/calendar/);
  assert.match(await found.text(), /^BEGIN:VCALENDAR\r\n[^]*BEGIN:VEVENT/);
  await accessible(on, 'a calendar address');
  await shot(on, 'calendar-address');
  await calendar().locator('button', { hasText: '停用地址' }).click();
  await calendar().locator('button', { hasText: '生成地址' }).waitFor();
  assert.equal((await fetch(url)).status, 404);
});

test('a channel is left', async () => {
  await channels().locator('button', { hasText: '停用' }).click();
  await channels().locator('li.quiet').waitFor();
  assert.deepEqual((await read(on, '/channel')).chosen, []);
  assert.deepEqual(on.wrong, []);
});
