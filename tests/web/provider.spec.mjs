// Signing in by an identity provider, in the browser: a server and a provider of its own.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, browser, page, root, shot } from './desk.mjs';

const place = mkdtempSync(path.join(tmpdir(), 'dengbao-provider-'));
const data = path.join(place, 'data');
const started = [];
let of, url, issuer, ticket;

const dengbao = (...words) => execFileSync(process.env.DENGBAO_BIN, ['--data', data, ...words], { encoding: 'utf8' });
const freePort = () =>
  new Promise((resolve) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
/** Starts a program and waits for what it says first that fits. */
function starting(program, words, wanted) {
  const p = spawn(program, words);
  started.push(p);
  return new Promise((resolve, reject) => {
    let said = '';
    const heard = (bytes) => {
      said += bytes;
      const found = wanted.exec(said);
      if (found) resolve(found);
    };
    p.stdout.on('data', heard);
    p.stderr.on('data', heard);
    p.on('exit', () => reject(new Error(`${program} ended: ${said}`)));
  });
}
const misbehave = (how) => fetch(`${issuer}/misbehave`, { method: 'POST', body: JSON.stringify(how) });

before(async () => {
  dengbao('init', '--clock', 'simulated', '--as-of', '2026-02-01');
  dengbao('org', 'new', '--name', '甲市信息办', '--id', 'office', '--kind', 'government', '--place', '990000');
  dengbao('account', 'add', 'chief', '--administrator');
  [, issuer] = await starting('python3', [path.join(root, 'tests/e2e/identity_provider.py'), '0'], /(http:\S+)\n/);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  writeFileSync(path.join(place, 'secret'), 'a+secret/with=signs%\n');
  dengbao('provider', 'set', 'unity', '--title', '统一身份认证', '--issuer', issuer, '--client', 'dengbao', '--secret-file', path.join(place, 'secret'), '--address', url);
  const served = await starting(process.env.DENGBAO_BIN, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--assets', path.join(root, 'web/dist')], /：(http:\S+)\/\n|serving at (http:\S+)\/\n/);
  ticket = /ticket=([0-9a-f]+)/.exec(served.input)[1];
  of = await browser();
});
after(async () => {
  await of?.close();
  for (const p of started) p.kill();
  rmSync(place, { recursive: true, force: true });
});

async function by(on, next = '/') {
  await on.goto(`${url}/sign-in?next=${encodeURIComponent(next)}`);
  await on.click('button.by');
}

test('the sign-in page offers the provider, in both languages', async () => {
  for (const [language, words] of [['zh-CN', '使用“统一身份认证”登录'], ['en', 'Sign in with “统一身份认证”']]) {
    const on = await page(of, { language });
    await on.goto(`${url}/sign-in`);
    await on.waitForSelector('button.by');
    assert.equal((await on.textContent('button.by')).trim(), words);
    await accessible(on, `sign-in with a provider, ${language}`);
    if (language === 'zh-CN') await shot(on, 'sign-in-provider');
    await on.context().close();
  }
});

test('who comes for the first time waits, and is bound by the administrator', async () => {
  await misbehave({});
  const on = await page(of);
  await by(on, '/systems');
  await on.waitForURL(`${url}/waiting`);
  await on.waitForSelector('.empty strong');
  const account = /unity-[0-9a-f]{10}/.exec(await on.textContent('.empty'))[0];
  assert.equal(await on.locator('#menu a[href="/systems"]').count(), 0);
  await accessible(on, 'an account that waits');
  await shot(on, 'account-waits');

  await on.goto(`${url}/systems`);
  await on.waitForURL(`${url}/waiting`);
  const kept = await on.request.get(`${url}/api/v1/system`);
  assert.equal((await kept.json()).code, 'account.unbound');

  const bound = await bind(account);
  assert.equal(bound, 200);
  await on.click('.empty button');
  await on.waitForURL(`${url}/`);
});

/** By the administrator's page: the button in the row. */
async function bind(account) {
  const on = await page(of);
  const headers = { 'X-Dengbao': '1', 'Content-Type': 'application/json' };
  // The server made a ticket for the administrator who has no password yet.
  const first = { name: 'chief', ticket, password: 'First-Password-7' };
  assert.equal((await on.request.post(`${url}/api/v1/session/password`, { headers, data: JSON.stringify(first) })).status(), 200);
  const offer = await (await on.request.post(`${url}/api/v1/session/otp`, { headers, data: '{}' })).json();
  const otp = execFileSync('python3', ['-c', code, offer.secret], { encoding: 'utf8' }).trim();
  assert.equal((await on.request.post(`${url}/api/v1/session/otp/confirm`, { headers, data: JSON.stringify({ otp }) })).status(), 204);
  await on.goto(`${url}/accounts`);
  const row = on.locator('tr', { hasText: account });
  await row.getByRole('button', { name: new RegExp(account) }).click();
  await on.locator('.el-dialog .el-select', { has: on.locator('#bind-party') }).click();
  await on.locator('.el-select-dropdown__item', { hasText: '甲市信息办' }).first().click();
  await accessible(on, 'binding an account', '.el-dialog');
  const answer = on.waitForResponse((r) => r.url().endsWith(`/account/${account}/bind`));
  await on.locator('.el-dialog footer .el-button--primary').last().click();
  const status = (await answer).status();
  await on.waitForFunction((name) => [...document.querySelectorAll('tr')].some((r) => r.textContent.includes(name) && r.textContent.includes('甲市信息办')), account);
  await on.context().close();
  return status;
}
const code = `
import base64, hashlib, hmac, struct, sys, time
key = base64.b32decode(sys.argv[1] + "=" * (-len(sys.argv[1]) % 8))
mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
at = mac[-1] & 15
print("%06d" % ((struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF) % 10**6))
`;

test('the next time it leads to where he wanted to go, and nothing stays in the address', async () => {
  await misbehave({});
  const on = await page(of);
  await by(on, '/systems?f.level=3');
  await on.waitForURL(`${url}/systems?f.level=3`);
  const jar = await on.context().cookies(url);
  assert.deepEqual(jar.map((c) => [c.name, c.httpOnly, c.sameSite]), [['dengbao', true, 'Strict']]);
  // Only the way to the provider leaves this address.
  assert.deepEqual(on.wrong.filter((w) => !w.startsWith(`asked for ${issuer}/authorize`) && !w.startsWith(`asked for ${url}`)), []);
});

test('what a provider does wrong is said in words, and leads back', async () => {
  for (const [how, words] of [[{ nonce: 'another' }, /不是为本次登录/], [{ exp: -120 }, /已过期/], [{ error: 'access_denied' }, /access_denied/]]) {
    await misbehave(how);
    const on = await page(of);
    await by(on, '//example.org/');
    await on.waitForSelector('a[href="/sign-in"]');
    assert.match(await on.textContent('form'), words);
    assert.equal(new URL(on.url()).search, '');
    await accessible(on, `refused: ${JSON.stringify(how)}`);
    await on.click('a[href="/sign-in"]');
    await on.waitForSelector('#name');
    await on.context().close();
  }
});
