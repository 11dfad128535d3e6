// What the specs share: a browser, people who sign in, and what must hold on every page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, '../..');
const fromWeb = createRequire(path.join(root, 'web/package.json'));
const { chromium } = fromWeb('playwright-core');
const axe = readFileSync(fromWeb.resolve('axe-core/axe.min.js'), 'utf8');

export const address = process.env.DENGBAO_ADDRESS;
export const city = process.env.DENGBAO_CITY;
const password = process.env.DENGBAO_PASSWORD;
export const who = { office: '云杉市信息化工作办公室', clerk: '受理员甲', second: '受理员乙', expert: '专家甲', otherExpert: '专家乙', operator: '云杉大学', metro: '云杉轨道交通有限公司', admin: 'admin', auditor: 'auditor', security: 'security' };

export async function browser(...more) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', ...more] });
}

/** A page that fails the test when a script fails or the content security policy is broken. */
export async function page(of, { size = [1440, 900], language = 'zh-CN' } = {}) {
  const context = await of.newContext({ viewport: { width: size[0], height: size[1] }, locale: 'zh-CN', acceptDownloads: true });
  await context.addInitScript((l) => localStorage.setItem('dengbao.language', l), language);
  const made = await context.newPage();
  made.setDefaultTimeout(30_000);  // a machine may have other work
  made.wrong = [];
  await watch(made);
  made.on('pageerror', (e) => made.wrong.push(String(e)));
  made.on('console', (m) => {
    if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) made.wrong.push(m.text());
  });
  made.on('request', (r) => {
    if (!r.url().startsWith(address) && !r.url().startsWith('blob:') && !r.url().startsWith('data:')) made.wrong.push(`asked for ${r.url()}`);
  });
  return made;
}

/** Keeps what the document shown has asked for and got no answer to. The stream of hints has no end;
 *  nobody says how it ended what a document asked for that has been left. */
async function watch(on) {
  const open = new Map();
  let shown = '';
  const heard = await on.context().newCDPSession(on);
  heard.on('Network.requestWillBeSent', (e) => e.type !== 'EventSource' && open.set(e.requestId, e));
  for (const over of ['Network.loadingFinished', 'Network.loadingFailed']) heard.on(over, (e) => open.delete(e.requestId));
  heard.on('Page.frameNavigated', ({ frame }) => {
    if (!frame.parentId) shown = frame.loaderId;
  });
  await Promise.all([heard.send('Network.enable'), heard.send('Page.enable')]);
  on.asked = () => [...open.values()].filter((e) => e.loaderId === shown).map((e) => e.request.url);
}

// Whoever signed in once in a spec has a session; his next page begins with it.
const sessions = new Map();

/** A page of somebody who has signed in: by the form, the first time. */
export async function signIn(on, name, next = '/') {
  const context = on.context();
  if (sessions.has(name)) {
    await context.addCookies(sessions.get(name));
    if ((await on.request.get(`${address}/api/v1/session`)).ok()) return void (await on.goto(address + next));
    await context.clearCookies();
  }
  await signInByForm(on, name, next);
  sessions.set(name, await context.cookies());
}

/** Signs in by the form, as people do: a session of its own. */
export async function signInByForm(on, name, next = '/') {
  await on.goto(`${address}/sign-in?next=${encodeURIComponent(next)}`);
  await on.fill('#name', name);
  await on.fill('#password', password);
  await on.keyboard.press('Enter');
  await on.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Picks from a select by what it shows; a click may miss a list that is still moving to its place. */
export async function choose(on, select, text) {
  const box = on.locator('.el-select', { has: on.locator(select) }).first();
  const chosen = box.locator('.el-select__selected-item', { hasText: text }).first();
  for (let tries = 0; tries < 3; ++tries) {
    await box.click();
    const list = await on.getAttribute(select, 'aria-controls');
    await on.locator(`#${list} .el-select-dropdown__item`, { hasText: text }).first().click();
    if (await chosen.waitFor({ timeout: 3000 }).then(() => true, () => false)) return;
  }
  throw new Error(`${text} is not chosen in ${select}`);
}

const painted = (on) => on.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Until a page has what it asked for and shows it: two frames later it has asked for nothing more. */
export async function settled(on) {
  do {
    for (const since = Date.now(); on.asked().length; await new Promise((r) => setTimeout(r, 10)))
      if (Date.now() - since > 30_000) throw new Error(`no answer: ${on.asked()}`);
    await on.waitForFunction(() => !document.querySelector('[aria-busy="true"]') && document.querySelector('h1'));
    await painted(on);
  } while (on.asked().length);
}

/** Until nothing moves: what fades in has no contrast yet, and a drawer that opens takes the focus. */
export async function still(on) {
  await painted(on);
  await on.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished)));
}

export async function accessible(on, name, within = 'html') {
  await on.evaluate(axe);
  await still(on);
  const found = await on.evaluate(async (part) => {
    // What is in order is not told in full, and no rule of these reads style sheets.
    const run = await window.axe.run(part, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'], preload: { assets: ['media'] } });
    return run.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
  }, within);
  assert.deepEqual(found, [], name);
}

export async function noSideways(on, name) {
  const over = await on.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${name} is ${over} px wider than the window`);
}

/** Words that a component brought along in the other language, in labels and in its own markup. */
export async function foreignWords(on) {
  return on.evaluate(() => {
    const out = [];
    for (const e of document.querySelectorAll('[placeholder],[aria-label],[title],[alt]')) {
      if (e.closest('[data-latin],iframe,svg')) continue;
      for (const a of ['placeholder', 'aria-label', 'title', 'alt']) {
        const text = e.getAttribute(a) ?? '';
        if (/[A-Za-z]{3,}/.test(text) && !/[\u4e00-\u9fff]/.test(text)) out.push(`${a}=${text}`);
      }
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      if (!holder || holder.closest('[data-latin],[data-other-language],code,.mono,script,style,noscript')) continue;
      const text = walker.currentNode.textContent.trim();
      if (/^(Select|Total|No Data|No data|Loading|Cancel|OK|Confirm|Clear|Delete|Close|Page|Go to|items?|undefined|null|NaN|\[object Object\])\b/i.test(text)) out.push(text);
    }
    return out;
  });
}

export async function shot(on, name) {
  const picture = { path: path.join(process.env.DENGBAO_SHOTS, `${name}.png`), animations: 'disabled', timeout: 6000 };
  // On a busy machine Chromium now and then never hands over the first one.
  await on.screenshot(picture).catch(() => on.screenshot(picture));
}

/** Straight to the API with the session of the page: to look at what was stored, never to act. */
export async function read(on, at) {
  const got = await on.request.get(`${address}/api/v1${at}`);
  assert.equal(got.status(), 200, at);
  return got.json();
}
