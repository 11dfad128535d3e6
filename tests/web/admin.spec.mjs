// The administrators' pages: which law governs where, with a preview; templates and numbers; the
// state of the system; accounts; the trail.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, address, browser, choose, foreignWords, noSideways, page, read, settled, shot, signIn, still, who } from './desk.mjs';

let of, admin, auditor;
before(async () => {
  of = await browser();
  admin = await page(of, { size: [1366, 768] });
  auditor = await page(of, { size: [1366, 768] });
  await signIn(admin, who.admin);
  await signIn(auditor, who.auditor);
});
after(() => of.close());
async function open(on, at) {
  await on.goto(address + at);
  await on.waitForSelector('.table footer .count, table.paper, .empty');
  await settled(on);
}

for (const at of ['/bindings', '/templates', '/templates?view=numbers', '/health', '/accounts'])
  test(`${at} for the administrator and, to read, for the auditor`, async () => {
    for (const [name, on] of [['admin', admin], ['auditor', auditor]]) {
      await open(on, at);
      await accessible(on, `${at}, ${name}`);
      await noSideways(on, `${at}, ${name}`);
      assert.deepEqual(await foreignWords(on), []);
    }
    await shot(admin, at.slice(1).replace(/\W+/g, '-'));
    assert.equal(await auditor.locator('.table .bar button:has-text("新增"), .table .bar button:has-text("开设")').count(), 0, 'the auditor changes nothing');
  });

test('a binding is looked at before it is made, and the list shows it after', async () => {
  await open(admin, '/bindings');
  await admin.click('button:has-text("新增适用规定")');
  await choose(admin, '#b-pack', '2020');
  await choose(admin, '#b-procedure', '备案');
  await choose(admin, '#b-territory', '白杉区');
  await choose(admin, '#b-kind', '社会组织');
  const before = await read(admin, '/binding?limit=500');
  await admin.click('button:has-text("查看影响")');
  await admin.waitForSelector('.means li');
  assert.match(await admin.textContent('.means'), /白杉区的 \d+ 个单位（社会组织）[\s\S]*在办|白杉区的 \d+ 个单位（社会组织）/);
  await still(admin);
  await accessible(admin, 'the preview of a binding');
  await shot(admin, 'binding-preview');
  assert.equal((await read(admin, '/binding?limit=500')).length, before.length, 'looking makes nothing');
  await admin.click('button:has-text("确认新增")');
  await admin.waitForSelector('.el-dialog', { state: 'hidden' });
  const after = await read(admin, '/binding?limit=500');
  assert.equal(after.length, before.length + 1);
  await open(admin, '/bindings?f.territory=' + after.find((b) => !before.some((x) => x.id === b.id)).territory);
  assert.match(await admin.textContent('tbody'), /社会组织/);
});

test('the last number of a series is the one of the newest paper, and leads to its verification', async () => {
  await open(admin, '/templates?view=numbers');
  const lines = await read(admin, '/number');
  const given = lines.filter((l) => l.last);
  assert.ok(given.length >= 2, JSON.stringify(lines.map((l) => l.last_text)));
  const letter = given.find((l) => /号$/.test(l.last_text));
  const next = Number(/(\d+)号$/.exec(letter.next_text)[1]);
  assert.equal(next, Number(/(\d+)号$/.exec(letter.last_text)[1]) + 1);
  await open(admin, `/templates?view=numbers&q=${encodeURIComponent(letter.last_text)}`);
  await admin.click('td[data-title=最后一个] a');
  await admin.waitForSelector('.verdict');
  assert.match(await admin.textContent('.verdict'), /登记在册|完整/);
});

test('the trail is a table with words, filters in the address and an export', async () => {
  await open(auditor, '/audit');
  await auditor.waitForSelector('.table tbody tr');
  const text = await auditor.textContent('.table tbody');
  assert.doesNotMatch(text, /\b(open|deliver|examine|party set|notice sent)\b/, 'moves have words');
  await auditor.goto(`${address}/audit?f.what=${encodeURIComponent('开启事项')}`);
  await auditor.waitForSelector('.table tbody tr');
  await settled(auditor);
  const cells = await auditor.locator('td[data-title=办理]').allTextContents();
  assert.ok(cells.length && cells.every((c) => c.trim() === '开启事项'), cells.join());
  await accessible(auditor, 'the trail');
  await shot(auditor, 'trail');
});

test('accounts: the security administrator goes from a name to what he may do with it', async () => {
  const on = await page(of, { size: [1366, 768] });
  await signIn(on, who.security);
  await open(on, '/accounts');
  assert.equal(await on.locator('button:has-text("开设账号")').count(), 0);
  await on.fill('.table .search input', who.clerk);
  await on.waitForURL(/q=/);
  await on.click('tbody a >> text=安全管理');
  await on.waitForURL(/\/security\?name=/);
  assert.equal(await on.inputValue('#who'), who.clerk);
  await on.click('button:has-text("该账号的登录与令牌")');
  await on.waitForSelector('ul li, p:has-text("没有登录")');
  assert.deepEqual([admin.wrong, auditor.wrong, on.wrong], [[], [], []]);
});
