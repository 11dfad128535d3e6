// Without a mouse: sign in, find, narrow, open, read the clause, do a move.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { address, browser, page, read, settled, who } from './desk.mjs';

let of, on;
before(async () => {
  of = await browser();
  on = await page(of);
});
after(() => of.close());
const focused = () => on.evaluate(() => ({ tag: document.activeElement.tagName, text: document.activeElement.textContent.trim(), name: document.activeElement.getAttribute('aria-label') ?? '', href: document.activeElement.getAttribute('href') ?? '' }));

/** Tabs until the focus is where it should be; every stop must be visible. */
async function tabTo(wanted, most = 80) {
  for (let i = 0; i < most; i++) {
    await on.keyboard.press('Tab');
    const now = await focused();
    if (wanted(now)) return now;
  }
  throw new Error(`not reached in ${most} tabs`);
}

test('sign in', async () => {
  await on.goto(`${address}/sign-in`);
  await on.waitForFunction(() => document.activeElement?.id === 'name');
  await on.keyboard.type(who.office);
  await on.keyboard.press('Tab');
  await on.keyboard.type(process.env.DENGBAO_PASSWORD);
  await on.keyboard.press('Enter');
  await on.waitForURL((u) => u.pathname === '/');
  await settled(on);
});

test('the first stop of a page leads to its content', async () => {
  await on.reload();
  await settled(on);
  await on.keyboard.press('Tab');
  const now = await focused();
  assert.equal(now.href, '#content');
  assert.equal(now.text, '跳到正文');
});

test('what has the focus can be seen', async () => {
  for (let i = 0; i < 12; i++) {
    await on.keyboard.press('Tab');
    const seen = await on.evaluate(() => {
      const e = document.activeElement;
      const box = e.closest('.el-checkbox, .el-radio-button, .el-select__wrapper, .el-input__wrapper') ?? e;
      const r = box.getBoundingClientRect();
      const style = getComputedStyle(e.matches('input') ? box : e);
      return { size: r.width > 0 && r.height > 0, mark: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || e.matches(':focus-visible'), what: e.outerHTML.slice(0, 80) };
    });
    assert.ok(seen.size && seen.mark, seen.what);
  }
});

test('narrow the duties, open one, read its clause', async () => {
  await on.goto(`${address}/`);
  await settled(on);
  await tabTo((f) => /10 个工作日内/.test(f.text));
  await on.keyboard.press('Space');
  await on.waitForURL(/when=10/);
  await tabTo((f) => f.tag === 'BUTTON' && /剩 \d+ 个工作日/.test(f.text));
  await on.waitForSelector('.why');
  assert.match(await on.textContent('.why'), /依据：source-001/);
  await tabTo((f) => f.href.startsWith('/case/') && f.text === '办理');
  await on.keyboard.press('Enter');
  await on.waitForURL(/\/case\//);
});

test('do a move: open its form, confirm, hear of the receipt', async () => {
  await settled(on);
  const id = on.url().split('/case/')[1];
  const before = await read(on, `/case/${id}`);
  const move = before.moves.find((m) => m.mine && !m.asks.some((a) => a.required || a.one_of));
  assert.ok(move, 'a move without questions');
  await tabTo((f) => f.tag === 'BUTTON' && f.text === move.label.zh);
  await on.keyboard.press('Enter');
  await on.waitForSelector('.el-drawer form');
  await tabTo((f) => f.tag === 'BUTTON' && f.text.startsWith('确认'));
  await on.keyboard.press('Enter');
  await on.waitForSelector('.done[role=status]');
  assert.equal((await read(on, `/case/${id}`)).version, before.version + 1);
  assert.deepEqual(on.wrong, []);
});

test('Escape closes a form and gives the focus back', async () => {
  await on.goto(`${address}/systems`);
  await settled(on);
  await on.keyboard.press('Control+k');
  assert.equal((await focused()).name, '全局搜索');
  await on.keyboard.type('云');
  await on.waitForSelector('#search-hits li');
  await on.keyboard.press('Escape');
  assert.equal(await on.isVisible('#search-hits'), false);
});
