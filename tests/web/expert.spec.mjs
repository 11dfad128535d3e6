// An expert, who comes seldom: large type, one task a page; steps aside or answers, reads it over and
// signs. The questions are the pack's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, address, browser, noSideways, page, read, settled, shot, signIn, who } from './desk.mjs';

let of, first, second, at;
before(async () => {
  of = await browser();
  first = await page(of, { size: [1024, 768] });
  second = await page(of, { size: [1024, 768] });
});
after(() => of.close());
const next = (on) => on.click('.acts .go');
const heading = (on) => on.textContent('.card h2');

test('what waits for the experts stands on one page, one card each', async () => {
  await signIn(first, who.expert, '/expert');
  await first.waitForSelector('.card .go');
  assert.match(await first.textContent('.card'), /城市感知平台[\s\S]*专家组再评审/);
  assert.ok(parseFloat(await first.evaluate(() => getComputedStyle(document.querySelector('.lead')).fontSize)) >= 18);
  await accessible(first, 'the list of reviews');
  await shot(first, 'expert-list');
  await first.click('.card .go');
  await first.waitForURL(/\/expert\/\w+/);
  at = first.url().split('/expert/')[1];
});

test('who has ties steps aside: the duty goes to the other, with the reason on record', async () => {
  await first.waitForSelector('.choices');
  await next(first);
  assert.match(await first.textContent('.says'), /请先作出声明/);
  await first.click('.choices button:has-text("需要回避")');
  await next(first);
  assert.match(await first.textContent('.says'), /回避的理由/);
  await first.fill('#recuse-why', '曾为该系统提供咨询');
  await first.locator('.el-select', { has: first.locator('#recuse-to') }).click();
  await first.locator('.el-select-dropdown__item:visible', { hasText: who.otherExpert }).click();
  await accessible(first, 'stepping aside');
  await shot(first, 'expert-recusal');
  await next(first);
  await first.waitForSelector('h1:has-text("已登记回避")');
  await signIn(second, who.otherExpert, '/expert');
  // The first may not sign any more, whatever his page says.
  const barred = await first.evaluate((id) => fetch(`/api/v1/case/${id}/do/opine`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Dengbao': '1' }, body: '{"set":{}}' }).then((r) => r.json()), at);
  assert.equal(barred.code, 'case.recused');
  assert.ok((await read(first, `/case/${at}`)).moves.every((m) => !m.mine));
  const duty = (await read(second, `/duty?mine=true&case=${at}`))[0];
  assert.equal(duty.worker, who.otherExpert);
  const told = await read(second, '/notice?unseen=true');
  assert.match(told.find((n) => n.what === 'assigned').message, /回避：曾为该系统提供咨询/);
});

test('the other reads, answers one question a page, corrects an answer and signs', async () => {
  await second.goto(`${address}/expert/${at}`);
  await second.waitForSelector('.choices');
  await second.click('.choices button:has-text("没有利害关系")');
  await next(second);
  assert.match(await second.textContent('.card'), /提请再评审的理由[\s\S]*等级明显偏低/);
  await shot(second, 'expert-read');
  const asks = (await read(second, `/case/${at}`)).moves.find((m) => m.move === 'opine').asks;
  for (let i = 0; i < asks.length; i++) {
    await next(second);
    const label = await heading(second);
    const ask = asks.find((a) => a.label.zh === label);
    assert.ok(ask, label);
    if (ask.fact === 'met_on') {
      await next(second);
      assert.match(await second.textContent('.says'), /请填写“评审日期”/);
      await second.fill('#ask-met_on', '2026-03-16');
      await second.keyboard.press('Enter');
    } else if (ask.type === 'yes_no') {
      await second.click('.choices button:has-text("否")');
      await accessible(second, 'a vote');
      await shot(second, 'expert-vote');
    } else if (ask.fact === 'members') {
      await second.click('.field button:has-text("增加一行")');
      await second.fill('#ask-members-0-name', '专家乙');
      await second.fill('#ask-members-0-unit', '云杉大学');
    } else if (ask.fact === 'agreed_level') await second.fill('#ask-agreed_level', '2');
    else await second.fill(`#ask-${ask.fact}`, '服务范围覆盖全市，受到破坏将严重损害公共利益，建议定为第三级。');
  }
  await next(second);
  assert.match(await heading(second), /核对并签署/);
  await shot(second, 'expert-sign');
  await accessible(second, 'reading over');
  await next(second);
  assert.match(await second.textContent('.says'), /同意签署/);
  await second.click('.agree');
  await next(second);
  await second.waitForSelector('.problem');
  assert.match(await second.textContent('.problem'), /须给出另一等级/);
  await second.click('button[aria-label*="修改“评审等级”"]');
  await second.fill('#ask-agreed_level', '3');
  while (!/核对并签署/.test(await heading(second))) await next(second);
  await next(second);
  await second.waitForSelector('h1:has-text("意见已签署")', { timeout: 20_000 });
  assert.equal((await read(second, `/case/${at}`)).state, 'to_adjust');
  await shot(second, 'expert-signed');
});

test('nothing waits any more, and a phone holds it all', async () => {
  const phone = await page(of, { size: [390, 844] });
  await signIn(phone, who.otherExpert, '/expert');
  await phone.waitForSelector('.empty');
  assert.match(await phone.textContent('.empty'), /暂无等待您评审的事项/);
  await phone.goto(`${address}/expert/${at}`);
  await settled(phone);
  await noSideways(phone, 'a review on a phone');
  assert.deepEqual([...first.wrong, ...second.wrong, ...phone.wrong], []);
});
