// The public reports a problem on a phone, follows it by number and secret word; looks for a body by
// name; and sees of a voided letter what replaced it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, address, browser, choose, noSideways, page, settled, shot, signIn, who } from './desk.mjs';

let of, number, word;
before(async () => (of = await browser()));
after(() => of.close());
const phone = (language) => page(of, { size: [390, 844], language });

test('a report without what it must say is not sent', async () => {
  const on = await phone();
  await on.goto(`${address}/report`);
  await on.waitForSelector('#report-what');
  await on.locator('form button[type=submit]').first().click();
  await on.waitForSelector('#lacking');
  assert.match(await on.textContent('#lacking'), /情况说明[\s\S]*发生地/);
  await accessible(on, 'a report that lacks something');
});

test('a report is sent without an account; number and secret word are shown once', async () => {
  const on = await phone();
  await on.goto(`${address}/report`);
  await on.waitForSelector('#report-what');
  await choose(on, '#place', '青杉区');
  await on.fill('#report-about_whom', '某购物网站');
  await on.fill('#report-what', '订单页面能看到别人的地址');
  await on.fill('#report-contact_phone', '0900-5550188');
  await on.setInputFiles('#report-evidence', { name: '截图.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgo=', 'base64') });
  await on.waitForSelector('.held');
  await on.locator('form button[type=submit]').first().click();
  await on.waitForSelector('#made');
  const codes = on.locator('#made code');
  number = (await codes.nth(0).textContent()).trim();
  word = (await codes.nth(1).textContent()).trim();
  assert.match(number, /^举报\d{4}-\d{6}$/);
  assert.match(word, /^([2-9a-z]{4}-){3}[2-9a-z]{4}$/);
  await noSideways(on, 'a report just made');
  await accessible(on, 'a report just made');
  await shot(on, 'report-phone');
  assert.deepEqual(on.wrong, []);
});

test('it is followed by both; a wrong word tells nothing', async () => {
  const on = await phone();
  await on.goto(`${address}/report`);
  await on.fill('#follow-number', number);
  await on.fill('#follow-word', 'aaaa-bbbb-cccc-dddd');
  await on.locator('form button[type=submit]').last().click();
  await on.waitForSelector('.problem');
  assert.match(await on.textContent('.problem'), /编号或密语不对/);
  await on.fill('#follow-word', word.toUpperCase());
  await on.locator('form button[type=submit]').last().click();
  await on.waitForSelector('#found');
  assert.match(await on.textContent('#found'), /已收到/);
  assert.ok(!on.url().includes(word), 'the secret stands in no address');
  await accessible(on, 'a report that is followed');
});

test('the authority finds it among its duties and answers; the public reads the answer', async () => {
  const on = await page(of);
  await signIn(on, '云杉市公安局', '/cases?which=all');
  await settled(on);
  const cases = await on.evaluate(async () => (await fetch('/api/v1/case?procedure=report')).json());
  assert.ok(cases.length > 0);
  await on.goto(`${address}/case/${cases[0].case}`);
  await settled(on);
  await on.locator('.moves button', { hasText: '受理' }).first().click();
  await on.locator('.el-drawer__footer .el-button--primary').click();
  await on.waitForSelector('.done');
  const outside = await phone('en');
  await outside.goto(`${address}/report`);
  await outside.fill('#follow-number', number);
  await outside.fill('#follow-word', word);
  await outside.locator('form button[type=submit]').last().click();
  await outside.waitForSelector('#found');
  assert.match(await outside.textContent('#found'), /Taken up/);
});

test('a body is found by name; a unit that did not agree is not', async () => {
  const on = await phone();
  await on.goto(`${address}/directory`);
  await on.fill('#search', '测');
  await on.click('button[type=submit]');
  assert.match(await on.textContent('.says'), /两个字/);
  await on.fill('#search', '测评');
  await on.click('button[type=submit]');
  await on.waitForSelector('li h2');
  assert.match(await on.textContent('.page ul'), /测评机构/);
  await noSideways(on, 'the directory');
  await accessible(on, 'the directory');
  await on.fill('#search', '云杉大学');
  await on.click('button[type=submit]');
  await on.waitForSelector('.none');
  assert.deepEqual(on.wrong, []);
});

test('who agreed is found with what was given to it, and each number leads to its verification', async () => {
  const on = await phone();
  await on.goto(`${address}/directory`);
  await on.fill('#search', '轨道');
  await on.click('button[type=submit]');
  await on.waitForSelector('li h2');
  await accessible(on, 'an entry of the directory');
  await shot(on, 'directory-entry');
  await on.click('.page li a:has-text("核验")');
  await on.waitForSelector('.verdict');
  assert.match(await on.textContent('.verdict'), /有效/);
  assert.deepEqual(on.wrong, []);
});

test('a clause shows its figures by the names that the pack gives them, in both languages', async () => {
  for (const [language, figure, note] of [['zh-CN', /测评周期（按等级）\s*三级 1 年、四级 1 年/, /四级半年一次/], ['en', /Assessment cycle by level\s*Level 3: 1 year, Level 4: 1 year/, /Half-yearly at level four/]]) {
    const on = await phone(language);
    await signIn(on, who.operator, `/law/explain?what=${encodeURIComponent('mps-2025-1846 Q11')}`);
    await on.waitForSelector('[data-figure]');
    assert.match(await on.textContent('[data-figure]'), figure);
    assert.match(await on.textContent('[data-figure]'), note);
    await noSideways(on, 'the figures of a clause');
    await accessible(on, 'the figures of a clause');
    await shot(on, `explain-${language}`);
    assert.deepEqual(on.wrong, []);
  }
});

test('an authorisation is a page of its own', async () => {
  const on = await page(of);
  await signIn(on, who.operator, '/authorisations');
  await settled(on);
  await on.locator('form button[type=submit]').click();
  assert.match(await on.textContent('.says'), /代办单位/);
  await accessible(on, 'authorisations');
});
