// Tokens for programs and the list of sessions: made with scopes, shown once, ended.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, address, browser, page, settled, shot, signIn, signInByForm, who } from './desk.mjs';

let of, on, token;
before(async () => {
  of = await browser();
  on = await page(of);
  await signIn(on, who.second, '/tokens');
});
after(() => of.close());
const asProgram = (path, init = {}) => fetch(`${address}/api/v1${path}`, { ...init, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } });

test('a token without a name or a scope is not made', async () => {
  await settled(on);
  await on.click('form button[type=submit]');
  assert.match(await on.textContent('.says'), /请填写名称/);
});

test('a token is made, shown once, and does what its scope says and no more', async () => {
  await on.fill('#token-name', '台账同步');
  await on.click('form button[type=submit]');
  await on.waitForSelector('.made');
  token = (await on.textContent('#secret')).trim();
  await accessible(on, 'a token just made');
  await shot(on, 'tokens');
  assert.equal((await asProgram('/duty?mine=true')).status, 200);
  const refused = await asProgram('/notice/seen', { method: 'POST', body: '{"all":true}' });
  assert.equal(refused.status, 403);
  assert.equal((await refused.json()).code, 'app.not_in_scope');
  await on.reload();
  await settled(on);
  assert.equal(await on.locator('#secret').count(), 0);
  assert.match(await on.textContent('.table tbody'), /台账同步/);
});

test('an ended token is nothing any more', async () => {
  await on.click('button[aria-label="结束 台账同步"]');
  await on.waitForFunction(() => !/台账同步/.test(document.querySelector('.table tbody').textContent));
  await new Promise((r) => setTimeout(r, 1100));
  assert.equal((await asProgram('/duty?mine=true')).status, 401);
});

test('another session of mine is seen and ended from here', async () => {
  const elsewhere = await page(of);
  await signInByForm(elsewhere, who.second);
  await on.reload();
  await settled(on);
  // Other specs may have left sessions of this account behind.
  const others = on.locator('tbody tr', { hasNot: on.locator('text=本次登录') });
  assert.ok((await others.count()) >= 1);
  for (let left = await others.count(); left > 0; --left) {
    await others.first().locator('button').click();
    await on.waitForFunction((n) => document.querySelectorAll('.table tbody tr').length === n, left);
  }
  await new Promise((r) => setTimeout(r, 1100));
  await elsewhere.goto(`${address}/systems`);
  await elsewhere.waitForURL(/sign-in/);
  assert.deepEqual(on.wrong, []);
});

test('the security administrator sees the sessions of an account, and ends them', async () => {
  const security = await page(of);
  await signIn(security, who.security, '/security');
  await security.fill('#who', who.second);
  await security.click('button:has-text("该账号的登录与令牌")');
  await security.waitForSelector('.section li');
  assert.match(await security.textContent('.section ul'), /登录.*始于/);
  await security.click('button:has-text("结束全部登录")');
  await security.waitForSelector('.done');
  await new Promise((r) => setTimeout(r, 1100));
  await on.goto(`${address}/tokens`);
  await on.waitForURL(/sign-in/);
});
