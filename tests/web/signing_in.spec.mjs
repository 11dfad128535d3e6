import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, address, browser, page, settled, signInByForm, who } from './desk.mjs';

let of;
before(async () => (of = await browser()));
after(() => of.close());

test('a wrong password is refused in words, and what was typed as a name stays', async () => {
  const on = await page(of);
  await on.goto(`${address}/sign-in`);
  await on.fill('#name', who.office);
  await on.fill('#password', 'wrong-Password-1');
  await on.click('button[type=submit]');
  await on.waitForSelector('#said');
  assert.match(await on.textContent('#said'), /[\u4e00-\u9fff]/);
  assert.equal(await on.inputValue('#name'), who.office);
  assert.equal(await on.inputValue('#password'), '');
  await accessible(on, 'a refused sign-in');
  assert.deepEqual(on.wrong, []);
});

test('whoever comes to an inner page signs in and returns to it', async () => {
  const on = await page(of);
  await on.goto(`${address}/systems?f.level=3`);
  await on.waitForURL(/sign-in/);
  await signInByForm(on, who.office, '/systems?f.level=3');
  assert.equal(new URL(on.url()).pathname + new URL(on.url()).search, '/systems?f.level=3');
});

test('sign-in never leads to another site', async () => {
  const on = await page(of);
  for (const lure of ['//example.org/', 'https://example.org/', '/\\example.org']) {
    await signInByForm(on, who.office, lure);
    assert.ok(on.url().startsWith(address), on.url());
  }
});

test('signing out ends the session at the server, not only in the page', async () => {
  const on = await page(of);
  await signInByForm(on, who.office);
  await settled(on);
  await on.click('.bar button.out');
  await on.waitForURL(/sign-in/);
  assert.equal((await on.request.get(`${address}/api/v1/session`)).status(), 401);
  await on.goto(`${address}/systems`);
  await on.waitForURL(/sign-in/);
});

test('the whole page changes its language and remembers it', async () => {
  const on = await page(of);
  await on.goto(`${address}/verify`);
  await on.click('.bar .tongue');
  assert.equal(await on.textContent('h1'), 'Verify');
  assert.equal(await on.getAttribute('html', 'lang'), 'en');
});

test('the three administrators see only their own pages', async () => {
  for (const [name, has, lacks] of [[who.admin, '/accounts', '/audit'], [who.auditor, '/audit', '/security'], [who.security, '/security', '/audit'], [who.operator, '/systems', '/accounts']]) {
    const on = await page(of);
    await signInByForm(on, name);
    await settled(on);
    assert.equal(await on.locator(`#menu a[href="${has}"]`).count(), 1, `${name} ${has}`);
    assert.equal(await on.locator(`#menu a[href="${lacks}"]`).count(), 0, `${name} ${lacks}`);
    await on.context().close();
  }
});
