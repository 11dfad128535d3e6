// The peer of bench/http: fastify over better-sqlite3, in its usual form. Answers the bytes that
// dengbao answers, after asking the database whose the session is and whether the row is his; each
// POST makes one row durable.
//   node peer.mjs PORT FOLDER     FOLDER holds object.json and page.json, dengbao's own answers
import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [, , port, folder] = process.argv;
const db = new Database(path.join(folder, 'peer.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE session (id TEXT PRIMARY KEY, account TEXT, party TEXT, until INTEGER);
  CREATE TABLE object (id TEXT PRIMARY KEY, owner TEXT, line TEXT, whole TEXT);
  CREATE INDEX object_owner ON object (owner, id);
  CREATE TABLE row (id INTEGER PRIMARY KEY, account TEXT, body TEXT)`);
const digest = (secret) => createHash('sha256').update(secret).digest('hex');
db.prepare('INSERT INTO session VALUES (?, ?, ?, ?)').run(digest('secret'), 'zhang', 'unit', Date.now() + 3_600_000);
const put = db.prepare('INSERT INTO object VALUES (?, ?, ?, ?)');
const object = readFileSync(path.join(folder, 'object.json'), 'utf8');
const page = JSON.parse(readFileSync(path.join(folder, 'page.json'), 'utf8'));
page.forEach((row) => put.run(row.id, 'unit', JSON.stringify(row), object));

const session = db.prepare('SELECT account, party FROM session WHERE id = ? AND until > ?');
const one = db.prepare('SELECT whole FROM object WHERE id = ? AND owner = ?').pluck();
const fifty = db.prepare('SELECT line FROM object WHERE owner = ? ORDER BY id LIMIT 50').pluck();
const insert = db.prepare('INSERT INTO row (account, body) VALUES (?, ?)');

const app = Fastify({ logger: false });
app.decorateRequest('caller', null);
app.addHook('onRequest', async (request, reply) => {
  if (request.url === '/row') return; // there neither side asks
  const cookie = /(?:^|; )dengbao=([^;]*)/.exec(request.headers.cookie ?? '');
  request.caller = cookie && session.get(digest(cookie[1]), Date.now());
  if (!request.caller) return reply.code(401).send();
});
app.get('/object/:id', (request, reply) => {
  const doc = one.get(request.params.id, request.caller.party);
  if (!doc) return reply.code(404).send();
  reply.type('application/json').send(doc);
});
app.get('/object', (request, reply) => {
  reply.type('application/json').send(`[${fifty.all(request.caller.party).join(',')}]`);
});
app.post('/row', (request, reply) => {
  const { lastInsertRowid } = insert.run('bench', JSON.stringify(request.body));
  reply.send({ row: lastInsertRowid });
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
console.log('serving');
