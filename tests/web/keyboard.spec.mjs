// Without a mouse: sign in, find, narrow, open, read the clause, do a move.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { address, browser, city, page, read, settled, still, who } from './desk.mjs';

let of, on;
before(async () => {
  of = await browser();
  on = await page(of);
});
after(() => of.close());
const focused = () => on.evaluate(() => ({ tag: document.activeElement.tagName, text: document.activeElement.textContent.trim(), name: document.activeElement.getAttribute('aria-label') ?? '', href: document.activeElement.getAttribute('href') ?? '', type: document.activeElement.type ?? '', row: document.activeElement.closest('tbody tr')?.textContent ?? '' }));

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
  assert.match(await on.textContent('.why'), /依据：(source-001|supplementing)/);
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

// The main flow of an operator and that of a clerk, from the first key to the letter.
const unit = '云杉市大数据发展管理局';
const material = (name) => path.join(city, 'materials', name);
let operator, clerk, filing;

async function enter(name) {
  const who = await page(of);
  await who.goto(`${address}/sign-in`);
  await who.waitForFunction(() => document.activeElement?.id === 'name');
  await who.keyboard.type(name);
  await who.keyboard.press('Tab');
  await who.keyboard.type(process.env.DENGBAO_PASSWORD);
  await who.keyboard.press('Enter');
  await who.waitForURL((u) => u.pathname === '/');
  await settled(who);
  return who;
}
/** Tabs on a page until `wanted`; a select is opened and answered by its keys. */
const to = (p, wanted, most = 400) => {
  on = p;
  return tabTo(wanted, most);
};
async function pick(p, name, text) {
  await to(p, (f) => f.name === name);
  await p.keyboard.press('Enter');
  await p.waitForSelector('.el-select-dropdown__item:visible');
  for (let i = 0; i < 40; i++) {
    await p.keyboard.press('ArrowDown');
    if (text.test(await p.evaluate(() => document.querySelector('.el-select-dropdown__item.is-hovering')?.textContent ?? ''))) break;
  }
  await p.keyboard.press('Enter');
}
async function bring(p, label, file) {
  await to(p, (f) => f.tag === 'BUTTON' && f.name.includes(`：${label}`));
  // In a browser that has run for minutes the chooser of the system sometimes does not report itself.
  const [chooser] = await Promise.all([p.waitForEvent('filechooser', { timeout: 5000 }).catch(() => null), p.keyboard.press('Enter')]);
  if (chooser) await chooser.setFiles(material(file));
  else await p.locator(`.el-drawer .drop input[type=file][aria-label="${label}"]`).setInputFiles(material(file));
  await p.locator('.held', { hasText: file }).waitFor();
}

test('an operator finds a system, opens its filing and delivers both parts, by keys alone', async () => {
  operator = await enter(unit);
  const systems = await read(operator, '/system?limit=500');
  const filed = new Set((await read(operator, '/case?limit=500')).filter((c) => c.procedure.endsWith('/filing')).map((c) => c.subject));
  const system = systems.filter((s) => s.unit === unit && s.level && !filed.has(`object/${s.id}`)).at(-1);
  await to(operator, (f) => f.href === '/systems');
  await operator.keyboard.press('Enter');
  await operator.waitForURL(/systems/);
  await settled(operator);
  await to(operator, (f) => f.tag === 'INPUT' && f.name === '搜索');
  await operator.keyboard.type(system.system);
  await operator.waitForURL(/q=/);
  await to(operator, (f) => f.type === 'checkbox' && f.row.includes(system.system));
  await operator.keyboard.press('Space');
  await operator.keyboard.press('Shift+Tab');
  await operator.locator('.bulk').waitFor();
  await operator.evaluate(() => document.querySelector('#content').focus());
  await to(operator, (f) => f.tag === 'BUTTON' && f.text === '开启事项');
  await operator.keyboard.press('Enter');
  await operator.waitForSelector('#open-procedure');
  await pick(operator, await operator.getAttribute('#open-procedure', 'aria-label'), /等级保护备案（北京/);
  await to(operator, (f) => f.tag === 'BUTTON' && /开启/.test(f.text));
  await operator.keyboard.press('Enter');
  await operator.waitForURL(/\/case\//);
  await settled(operator);
  filing = operator.url().split('/case/')[1];
  await to(operator, (f) => f.tag === 'BUTTON' && f.text === '报送');
  await operator.keyboard.press('Enter');
  await operator.waitForSelector('.el-drawer form');
  await still(operator);
  await bring(operator, '备案表', '备案表.pdf');
  await bring(operator, '备案电子数据', '备案电子数据.zip');
  await to(operator, (f) => f.tag === 'BUTTON' && f.text.startsWith('确认'));
  await operator.keyboard.press('Enter');
  await operator.waitForSelector('.done[role=status]');
  assert.equal((await read(operator, `/case/${filing}`)).state, 'under_review');
});

test('a clerk claims the duty, reviews, finds a fault and returns the filing, by keys alone', async () => {
  clerk = await enter('受理员甲');
  await to(clerk, (f) => f.href === '/review');
  await clerk.keyboard.press('Enter');
  await clerk.waitForURL(/\/review$/);
  await clerk.waitForSelector('tbody tr');
  await settled(clerk);
  await to(clerk, (f) => f.href === `/review/${filing}`);
  await clerk.keyboard.press('Enter');
  await clerk.waitForURL(new RegExp(`/review/${filing}`));
  await settled(clerk);
  // A group of verdicts is one stop; arrows choose in it.
  await to(clerk, (f) => f.href.includes('/law/explain'));
  const verdict = () => clerk.evaluate(() => ({ type: document.activeElement.type, value: document.activeElement.value, group: document.activeElement.closest('[role=radiogroup]')?.getAttribute('aria-label') }));
  for (let i = 0; i < 200; i++) {
    await clerk.keyboard.press('Tab');
    const now = await verdict();
    if (now.type === 'radio' && now.group === '备案电子数据') break;
  }
  assert.equal((await verdict()).group, '备案电子数据');
  await clerk.keyboard.press('Space');
  await clerk.keyboard.press('ArrowRight');
  await clerk.locator('.roll li', { hasText: '备案电子数据' }).locator('textarea').waitFor();
  await to(clerk, (f) => f.tag === 'TEXTAREA' && f.name.startsWith('备案电子数据'));
  await clerk.keyboard.type('扫描件不清晰，请重新上传。');
  await to(clerk, (f) => f.tag === 'BUTTON' && f.text.startsWith('退回补正'));
  await clerk.keyboard.press('Enter');
  await clerk.waitForSelector('.el-drawer .row');
  await to(clerk, (f) => f.tag === 'BUTTON' && f.text.startsWith('确认'));
  await clerk.keyboard.press('Enter');
  await clerk.waitForSelector('.page .done');
  const shown = await read(clerk, `/case/${filing}`);
  assert.equal(shown.state, 'returned');
  assert.match(JSON.stringify(shown.facts.defects), /扫描件不清晰/);
  assert.deepEqual([...operator.wrong, ...clerk.wrong], []);
});
