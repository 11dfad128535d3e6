import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, address, browser, city, noSideways, page, shot } from './desk.mjs';

// A stranger with a phone: no account anywhere in this file.
let of;
before(async () => (of = await browser()));
after(() => of.close());
const phone = () => page(of, { size: [390, 844] });
const documents = path.join(city, 'documents');
const certificate = readdirSync(documents).find((f) => /^\d{11}-\d{5}\.pdf$/.test(f));
const number = certificate.replace('.pdf', '');

test('a number is verified on a phone, without an account', async () => {
  const on = await phone();
  await on.goto(`${address}/verify`);
  await on.fill('#number', number);
  await on.click('button[type=submit]');
  await on.waitForSelector('.verdict');
  const text = await on.textContent('.verdict');
  assert.match(text, /有效/);
  assert.ok(text.includes(number));
  assert.match(on.url(), new RegExp(`/verify/${number}`));
  await noSideways(on, 'a verdict');
  await accessible(on, 'a verdict');
  await shot(on, 'verify-phone');
  assert.deepEqual(on.wrong, []);
});

test('full-width digits and long dashes are understood', async () => {
  const on = await phone();
  await on.goto(`${address}/verify`);
  await on.fill('#number', number.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))).replace('-', '—'));
  await on.click('button[type=submit]');
  await on.waitForSelector('.verdict');
  assert.match(await on.textContent('.verdict'), /有效/);
});

test('a number that nobody issued is told in words, with what to do', async () => {
  const on = await phone();
  await on.goto(`${address}/verify/99010100013-99999`);
  await on.waitForSelector('.none');
  assert.match(await on.textContent('.none'), /查无此号[\s\S]*核对/);
  await accessible(on, 'a number not found');
});

test('the file itself is verified, and a changed one is not', async () => {
  const on = await phone();
  await on.goto(`${address}/verify`);
  await on.setInputFiles('.drop input', path.join(documents, certificate));
  await on.waitForSelector('.verdict');
  assert.match(await on.textContent('.verdict h2'), /完整/);
  const bytes = readFileSync(path.join(documents, certificate));
  bytes[Math.floor(bytes.length / 3)] ^= 1;
  const changed = path.join(tmpdir(), `changed-${process.pid}.pdf`);
  writeFileSync(changed, bytes);
  await on.setInputFiles('.drop input', changed);
  await on.waitForFunction(() => /改动|没有读到/.test(document.querySelector('.verdict h2, .problem')?.textContent ?? ''));
});

test('a receipt is verified with its proof', async () => {
  const on = await phone();
  await on.goto(`${address}/verify`);
  const receipts = path.join(city, 'receipts');
  await on.setInputFiles('.drop input', path.join(receipts, readdirSync(receipts).find((f) => f.endsWith('.json'))));
  await on.waitForSelector('.verdict');
  assert.match(await on.textContent('.verdict'), /完整[\s\S]*公钥指纹/);
});

test('a photograph of the code on the paper is read on the phone itself', async () => {
  const on = await phone();
  const picture = path.join(tmpdir(), `code-${process.pid}`);
  execFileSync('pdftoppm', ['-png', '-r', '130', '-f', '1', '-singlefile', path.join(documents, certificate), picture]);
  const sent = [];
  on.on('request', (r) => sent.push(`${r.method()} ${new URL(r.url()).pathname}`));
  await on.goto(`${address}/verify`);
  await on.setInputFiles('.drop input', `${picture}.png`);
  await on.waitForSelector('.verdict');
  assert.match(await on.textContent('.verdict'), /有效/);
  assert.match(on.url(), new RegExp(`/verify/${number}`));
  assert.ok(!sent.includes('POST /api/v1/upload'), 'the picture stays on the phone');
  await on.setInputFiles('.drop input', { name: '空白.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64') });
  await on.waitForSelector('.none');
  assert.match(await on.textContent('.none'), /没有认出二维码/);
  await shot(on, 'verify-no-code');
  assert.deepEqual(on.wrong, []);
});

// A page of the certificate as a photograph; JPEG as telephones make it.
function photographed(kind) {
  const picture = path.join(tmpdir(), `photo-${process.pid}`);
  execFileSync('pdftoppm', [`-${kind}`, '-r', '130', '-f', '1', '-singlefile', path.join(documents, certificate), picture]);
  return `${picture}.${kind === 'jpeg' ? 'jpg' : kind}`;
}

test('a photograph just taken is read, as JPEG too, by its own button', async () => {
  const on = await phone();
  await on.goto(`${address}/verify`);
  const box = on.locator('input[capture]');
  assert.equal(await box.getAttribute('accept'), 'image/*');
  const [chooser] = await Promise.all([on.waitForEvent('filechooser'), on.click('button:has-text("拍照或选图")')]);
  await chooser.setFiles(photographed('jpeg'));
  await on.waitForSelector('.verdict');
  assert.match(await on.textContent('.verdict'), /有效/);
  assert.match(on.url(), new RegExp(`/verify/${number}`));
  assert.deepEqual(on.wrong, []);
});

test('the camera reads the code that is held before it, and nothing of the picture is sent', async () => {
  const film = path.join(tmpdir(), `camera-${process.pid}.mjpeg`);
  // As a telephone held over the code shows it: the square above its caption.
  const words = execFileSync('pdftotext', ['-bbox', path.join(documents, certificate), '-'], { encoding: 'utf8' });
  const [, left, top] = /xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>扫码核验本证明/.exec(words).map(Number);
  const dots = (points) => String(Math.round((points * 300) / 72));
  const near = path.join(tmpdir(), `near-${process.pid}`);
  execFileSync('pdftoppm', ['-jpeg', '-r', '300', '-f', '1', '-singlefile', '-x', dots(left - 24), '-y', dots(top - 84), '-W', '480', '-H', '480', path.join(documents, certificate), near]);
  const frame = readFileSync(`${near}.jpg`);
  writeFileSync(film, Buffer.concat([frame, frame]));
  const camera = await browser('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`);
  const on = await page(camera, { size: [390, 844] });
  const sent = [];
  on.on('request', (r) => r.method() !== 'GET' && sent.push(r.url()));
  await on.goto(`${address}/verify`);
  await on.click('button:has-text("扫码")');
  await on.waitForSelector('.verdict');
  assert.match(await on.textContent('.verdict'), /有效/);
  assert.match(on.url(), new RegExp(`/verify/${number}`));
  assert.equal(await on.locator('video').count(), 0, 'the camera is closed');
  assert.deepEqual([sent, on.wrong], [[], []]);
  await camera.close();
});

test('without a camera, or where it is not allowed, the page says what to do instead', async () => {
  const on = await phone();
  await on.goto(`${address}/verify`);
  await on.click('button:has-text("扫码")');
  await on.waitForSelector('.scan [role=alert]');
  assert.match(await on.textContent('.scan [role=alert]'), /拍照或选图/);
  await accessible(on, 'no camera');
  await shot(on, 'verify-no-camera');
});

test('only the page itself may use the camera', async () => {
  const on = await phone();
  const answer = await on.goto(`${address}/verify`);
  assert.match((await answer.allHeaders())['permissions-policy'] ?? '', /camera=\(self\).*microphone=\(\)/);
});

test('larger type is a button away on every page for everybody, and stays', async () => {
  const on = await phone();
  await on.goto(`${address}/verify`);
  await on.click('.bar button[aria-pressed]');
  assert.equal(await on.evaluate(() => getComputedStyle(document.querySelector('.lead')).fontSize), '18px');
  for (const at of ['/verify', '/report', '/directory', '/grade', '/law']) {
    await on.goto(address + at);
    await on.waitForSelector('h1');
    assert.equal(await on.evaluate(() => getComputedStyle(document.querySelector('main')).fontSize), '18px', at);
    await noSideways(on, `larger type at ${at}`);
    await accessible(on, `larger type at ${at}`);
  }
  await shot(on, 'large-law');
});
