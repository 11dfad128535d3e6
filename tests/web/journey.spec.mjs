// The whole way in the browser: a unit files its system, the office returns it with letter B, the
// unit files again, the office accepts; a stranger verifies the certificate on a phone; the trail
// is proved. Each step by the page alone, as that person.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, address, browser, choose, city, page, read, settled, shot, signIn, who } from './desk.mjs';

const unit = '云杉市大数据发展管理局';
let of, operator, office, filing;
before(async () => {
  of = await browser();
  operator = await page(of);
  office = await page(of);
  await signIn(operator, unit);
  await signIn(office, who.office);
});
after(() => of.close());
const material = (name) => path.join(city, 'materials', name);

/** Fills one field of the open form, whatever kind the pack says it is. */
async function fill(on, asks, fact, value) {
  const ask = asks.find((a) => a.fact === fact);
  assert.ok(ask, `the move asks for ${fact}`);
  const field = `#ask-${fact}`;
  if (ask.choices?.length) {
    const label = ask.choices.find((c) => c.value === value).label.zh;
    await choose(on, field, label);
  } else if (ask.type === 'file') {
    await on.setInputFiles(field, material(value));
    await on.locator('.field', { has: on.locator(field) }).locator('.held').waitFor();
  } else if (ask.type === 'list') {
    for (const [i, row] of value.entries()) {
      await on.locator('.field', { has: on.locator('.head', { hasText: ask.label.zh }) }).locator('button:has-text("增加一行")').first().click();
      for (const [member, cell] of Object.entries(row)) await on.fill(`#ask-${fact}-${i}-${member}`, String(cell));
    }
  } else {
    await on.fill(field, String(value));
    if (ask.type === 'date') await on.keyboard.press('Enter');
  }
}

/** Opens the form of a move, fills it and confirms; waits for the receipt in the page. */
async function carry(on, move, fields = {}) {
  await on.goto(`${address}/case/${filing}`);
  await on.waitForSelector('.moves, .section');
  await settled(on);
  const declared = (await read(on, `/case/${filing}`)).moves.find((m) => m.move === move);
  assert.ok(declared, `${move} is open`);
  await on.locator('.moves button', { hasText: declared.label.zh }).first().click();
  await on.waitForSelector('.el-drawer form');
  if (await on.locator('.fold').count()) await on.click('.fold');
  for (const [fact, value] of Object.entries(fields)) await fill(on, declared.asks, fact, value);
  await on.click('.el-drawer__footer .el-button--primary');
  await on.waitForSelector('.done', { timeout: 20_000 }).catch(async () => {
    throw new Error(await on.locator('.el-drawer').textContent());
  });
  await settled(on);
  return on.textContent('.done');
}
const state = async (on) => (await read(on, `/case/${filing}`)).state;

test('a unit opens the filing of a system from its list', async () => {
  const systems = await read(operator, '/system?limit=500');
  const open = new Set((await read(operator, '/case?limit=500')).filter((c) => c.procedure.endsWith('/filing')).map((c) => c.subject));
  const system = systems.find((s) => s.unit === unit && s.level === 3 && !open.has(`object/${s.id}`));
  await operator.goto(`${address}/systems?q=${encodeURIComponent(system.system)}`);
  await operator.waitForSelector('.table tbody tr');
  await operator.locator('tbody .el-checkbox').first().click();
  await operator.click('.bulk button:has-text("开启事项")');
  await choose(operator, '#open-procedure', '等级保护备案（北京');
  await operator.click('.el-dialog__footer .el-button--primary');
  await operator.waitForURL(/\/case\//);
  filing = operator.url().split('/case/')[1];
  assert.equal(await state(operator), 'collecting');
});

test('the form says what is missing before anything is sent', async () => {
  await settled(operator);
  await operator.locator('.moves button', { hasText: '报送' }).click();
  await operator.click('.el-drawer__footer .el-button--primary');
  await operator.waitForSelector('.says');
  assert.match(await operator.textContent('.says'), /至少/);
  await accessible(operator, 'a form with something missing');
});

test('both parts arrive: the clock of ten working days starts, with its clause and the other figure beside', async () => {
  await carry(operator, 'deliver', { form: '备案表.pdf', form_channel: 'exchange', edata: '备案电子数据.zip', edata_channel: 'email' });
  assert.equal(await state(operator), 'under_review');
  await office.goto(`${address}/review`);
  await office.waitForSelector('.table tbody tr');
  await office.locator('tbody tr', { has: office.locator(`a[href="/review/${filing}"]`) }).first().waitFor();
  await office.goto(`${address}/case/${filing}`);
  await settled(office);
  const duty = await office.textContent('.duty');
  assert.match(duty, /剩 10 个工作日/);
  assert.match(duty, /source-001 S1-07/);
  assert.match(duty, /15 个工作日/);
  assert.equal(await office.textContent('.spot.here text'), '审查中');
  await accessible(office, 'a case under review');
  await shot(office, 'case-under-review');
});

test('the office returns it with letter B, from what the program and the clerk found', async () => {
  await office.goto(`${address}/review/${filing}`);
  await settled(office);
  await choose(office, '#sheet', '备案表');
  await office.waitForSelector('.sheet canvas[data-drawn]');
  assert.ok((await office.locator('.right li').count()) > 2);
  await shot(office, 'review');
  await accessible(office, 'a review');
  const point = office.locator('.roll li', { has: office.locator('button.linklike', { hasText: '备案电子数据' }) });
  await point.locator('.el-radio-button', { hasText: '不通过' }).click();
  await point.locator('textarea').fill('未加盖单位公章，请盖章后重新报送。');
  await office.locator('.decide button', { hasText: '退回补正' }).click();
  await office.waitForSelector('.el-drawer .row');
  await office.click('.el-drawer__footer .el-button--primary');
  await office.waitForSelector('.page .done');
  await office.goto(`${address}/case/${filing}`);
  await settled(office);
  assert.equal(await state(office), 'returned');
  assert.match(await office.textContent('.documents'), /需要补正的复函/);
  await office.locator('.documents button').first().click();
  await office.waitForSelector('.pdf canvas[data-drawn]');
  assert.match(JSON.stringify((await read(office, `/case/${filing}`)).facts.defects), /未加盖单位公章/);
  await office.waitForFunction(() => /尚有.*处缺漏/.test(document.querySelector('.pdf')?.textContent ?? ''));
});

test('somebody else was quicker: the second is told so and keeps what he typed', async () => {
  const late = await page(of);
  await signIn(late, unit, `/case/${filing}`);
  await settled(late);
  await late.locator('.moves button', { hasText: '报送' }).click();
  await late.waitForSelector('.el-drawer form');
  if (await late.locator('.fold').count()) await late.click('.fold');
  await late.fill('#ask-business', '政务云服务');
  await late.setInputFiles('#ask-form', material('备案表（二）.pdf'));
  await late.locator('.held').first().waitFor();
  await carry(operator, 'deliver', {
    form: '备案表（二）.pdf', form_channel: 'exchange', contact_name: '联系人', contact_phone: '0900-5550100', data_contact_name: '联系人', data_contact_phone: '0900-5550100', unit_addresses: '无',
    systems_total: 3, systems_by_level: [{ level: 2, count: 1 }, { level: 3, count: 2 }], unit_address: '青杉区云杉大道 1 号', affiliation: '3', unit_type: '1', business: '政务云服务', service_scope: '30', service_object: '2',
    network_nature: '1', object_type: 'system', graded_on: '2026-01-21', grading_report: '定级报告.pdf', expert_opinion: '专家评审意见.pdf', owner_approval: '主管部门审核意见.pdf',
    topology: '网络拓扑结构及说明.pdf', organisation_rules: '安全组织机构及管理制度.pdf', design_plan: '设计实施方案.pdf', product_list: '安全产品清单.pdf', service_list: '安全服务清单.pdf',
    data_sheets: [{ name: '业务数据', level: 1, category: '政务' }],
  });
  await late.click('.el-drawer__footer .el-button--primary');
  await late.waitForSelector('.el-drawer .problem');
  assert.match(await late.textContent('.el-drawer .problem'), /有人办理过/);
  assert.equal(await late.inputValue('#ask-business'), '政务云服务');
  await late.context().close();
});

test('filed again and complete: letter A and the certificate', async () => {
  await carry(operator, 'deliver', { edata: '备案电子数据（二）.zip', edata_channel: 'email' });
  assert.equal(await state(operator), 'under_review');
  await office.goto(`${address}/case/${filing}`);
  await settled(office);
  assert.match(await office.textContent('aside'), /与上一轮相比/);
  await carry(office, 'examine');
  await settled(office);
  assert.match(await office.textContent('aside'), /要点全部通过/);
  assert.match(await carry(office, 'accept'), /已办理：接受备案/);
  assert.equal(await state(office), 'filed');
  assert.match(await office.textContent('.documents'), /备 ?案 ?证 ?明/);
  await shot(office, 'case-filed');
});

test('the receipt of a move is downloaded and verified by a stranger on a phone', async () => {
  const [file] = await Promise.all([office.waitForEvent('download'), office.locator('button[aria-label*="回执"]').first().click()]);
  const receipt = readFileSync(await file.path());
  const stranger = await page(of, { size: [390, 844] });
  await stranger.goto(`${address}/verify`);
  await stranger.setInputFiles('.drop input', { name: '回执.json', mimeType: 'application/json', buffer: receipt });
  await stranger.waitForSelector('.verdict');
  assert.match(await stranger.textContent('.verdict'), /完整/);
  const certificate = (await read(office, `/case/${filing}`)).documents.find((d) => /^\d{11}-\d{5}$/.test(d.number));
  await stranger.goto(`${address}/verify/${certificate.number}`);
  await stranger.waitForSelector('.verdict');
  assert.match(await stranger.textContent('.verdict'), /有效/);
  assert.deepEqual(stranger.wrong, []);
});

test('nothing went wrong in the pages on the way', () => {
  assert.deepEqual(operator.wrong, []);
  assert.deepEqual(office.wrong, []);
});
