// What holds on every page, in both languages and three sizes of window: no violation of WCAG 2.2
// AA, nothing wider than the window, no words of the other language.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, address, browser, foreignWords, noSideways, page, read, settled, shot, signIn, who } from './desk.mjs';

let of;
before(async () => (of = await browser()));
after(() => of.close());

const open = ['/sign-in', '/verify', '/report', '/directory', '/grade', '/law', '/law/pack/cn-mlps', '/law/coverage', '/law/explain?what=S1-07', '/first?name=x&ticket=y', '/nowhere'];
const inner = ['/', '/?view=calendar', '/?when=overdue', '/cases', '/cases?which=all', '/systems', '/orgs', '/import', '/review', '/documents', '/account', '/stats', '/done', '/notices', '/tokens', '/authorisations', '/jobs', '/stats?view=tables', '/cockpit'];
const sizes = { phone: [390, 844], laptop: [1366, 768], desk: [1920, 1080] };

// What is narrow or wide is looked at in both languages; axe sees Chinese on a phone and on a laptop
// and English on a laptop: the marks of a page are the same on a wide desk, to which the window of
// the laptop is drawn out.
async function looksRight(on, at, name, language, axe = true) {
  await on.goto(address + at);
  await settled(on);
  if (axe) await accessible(on, name);
  await fits(on, name, language);
}
async function resized(on, [width, height]) {
  await on.setViewportSize({ width, height });
  await settled(on);
}
async function fits(on, name, language) {
  await noSideways(on, name);
  if (language === 'zh-CN') assert.deepEqual(await foreignWords(on), [], name);
  else assert.doesNotMatch(await on.evaluate(() => document.querySelector('#menu, header')?.textContent ?? ''), /我的待办|系统台账|法规|公开核验/, name);
}

for (const language of ['zh-CN', 'en'])
  for (const size of ['phone', 'laptop']) {
    const axe = size === 'laptop' || language === 'zh-CN';
    const wider = size === 'laptop' && language === 'zh-CN';
    const picture = async (on, as, at) => language === 'zh-CN' && shot(on, `${as}${at.replace(/[/?=&.]+/g, '-').replace(/01[0-9A-Z]{24}/, '')}`);
    const walk = async (on, at, pictured) => {
      await looksRight(on, at, `${at} ${language} ${size}`, language, axe);
      if (pictured) await picture(on, size, at);
      if (!wider) return;
      await resized(on, sizes.desk);
      await fits(on, `${at} ${language} desk`, language);
      if (pictured) await picture(on, 'desk', at);
      await resized(on, sizes.laptop);
    };
    test(`pages without an account, ${language}, ${size}${wider ? ' and desk' : ''}`, async () => {
      const on = await page(of, { size: sizes[size], language });
      for (const at of open) await walk(on, at, false);
      assert.deepEqual(on.wrong, []);
      await on.context().close();
    });
    test(`pages of an office, ${language}, ${size}${wider ? ' and desk' : ''}`, async () => {
      const on = await page(of, { size: sizes[size], language });
      await signIn(on, who.office);
      const cases = await read(on, '/case?limit=500');
      const filing = cases.find((c) => c.procedure.endsWith('/filing'));
      for (const at of [...inner, `/case/${filing.case}`, `/review/${filing.case}`]) await walk(on, at, true);
      assert.deepEqual(on.wrong, []);
      await on.context().close();
    });
  }

test('pages of an operator: its systems, one of them, its own organisation', async () => {
  for (const size of [sizes.phone, sizes.laptop]) {
    const on = await page(of, { size });
    await signIn(on, who.operator);
    const system = (await read(on, '/system?limit=1'))[0];
    for (const at of ['/', '/stats', '/systems', `/system/${system.id}`, `/org/${system.owner}`]) await looksRight(on, at, `${at} ${size[0]}`, 'zh-CN');
    assert.deepEqual(on.wrong, []);
    await on.context().close();
  }
});

for (const [name, at] of [[who.admin, '/accounts'], [who.admin, '/bindings'], [who.admin, '/templates'], [who.admin, '/health'], [who.security, '/security'], [who.auditor, '/audit']])
  test(`the page of ${name}`, async () => {
    const on = await page(of);
    await signIn(on, name, at);
    await looksRight(on, at, at, 'zh-CN');
    await shot(on, at.slice(1));
  });

test('the auditor verifies the whole log in the page', async () => {
  const on = await page(of);
  await signIn(on, who.auditor, '/audit');
  await on.click('button:has-text("开始核验")');
  await on.waitForSelector('.verdict', { timeout: 60_000 });
  assert.match(await on.textContent('.verdict'), /完整/);
});

test('the first page is light: no more than 250 kB over the wire', async () => {
  const on = await page(of);
  const bytes = [];
  on.on('response', async (r) => {
    if (r.url().includes('/assets/') || r.url().endsWith('/sign-in')) bytes.push(Number((await r.allHeaders())['content-length'] ?? 0));
  });
  await on.goto(`${address}/sign-in`, { waitUntil: 'networkidle' });
  const sum = bytes.reduce((a, b) => a + b, 0);
  assert.ok(sum > 10_000 && sum <= 250_000, `${sum} bytes`);
});
