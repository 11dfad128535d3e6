// Before a document is signed the server asks who one is; the page asks, and then goes on by itself.
// The refusal is put in here once, because a session is believed for five minutes; everything after
// it is the real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, browser, page, settled, shot, signIn, who } from './desk.mjs';

let of, on;
const keys = [];
before(async () => {
  of = await browser();
  on = await page(of);
  await signIn(on, who.metro, '/tokens');
  await settled(on);
  await on.route('**/api/v1/session/token', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length % 2 === 0) return route.continue();
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ status: 403, code: 'identity.proof_needed', title: 'x', detail: 'x' }) });
  });
});
after(() => of.close());

test('a wrong password is said so and nothing is done', async () => {
  await on.fill('#token-name', '再确认');
  await on.click('form button[type=submit]');
  await on.waitForSelector('#proof-password');
  await accessible(on, 'who is it', '.el-dialog');
  await shot(on, 'proof');
  await on.fill('#proof-password', 'not it');
  await on.keyboard.press('Enter');
  await on.waitForSelector('.el-dialog .said');
  assert.equal(keys.length, 1);
});

test('the right one goes on with what was begun, under the same key', async () => {
  await on.fill('#proof-password', process.env.DENGBAO_PASSWORD);
  await on.keyboard.press('Enter');
  await on.waitForSelector('.made');
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});
