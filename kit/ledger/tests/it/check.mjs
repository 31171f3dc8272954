// Checks a C2SP tlog-proof file with what Node.js brings along: node check.mjs PROOF VERIFYING-KEY
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const fail = why => { console.error(why); process.exit(1); };
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

const [file, vkey] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');

// The key: NAME+HASH+BASE64(type, 32 bytes).
const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? fail('no key');
const key = Buffer.from(encoded, 'base64');
if (key[0] !== 1 || key.length !== 33) fail('no Ed25519 key');
if (sha256(Buffer.from(`${name}\n`), key).subarray(0, 4).toString('hex') !== id) fail('the key has another hash');

// The proof: lines up to the first empty one, then the signed head.
const cut = text.indexOf('\n\n');
const lines = text.slice(0, cut).split('\n');
if (lines.shift() !== 'c2sp.org/tlog-proof@v1') fail('no proof');
const extra = Buffer.from(/^extra (.+)$/.exec(lines.shift())[1], 'base64');
const index = BigInt(/^index (0|[1-9][0-9]*)$/.exec(lines.shift())[1]);
const path = lines.map(line => Buffer.from(line, 'base64'));

// The head: a note signed by the key.
const note = text.slice(cut + 2);
const end = note.lastIndexOf('\n\n');
const body = note.slice(0, end + 1);
const [, signer, sealed] = /^\u2014 (\S+) (\S+)\n$/.exec(note.slice(end + 2)) ?? fail('no signature line');
const signature = Buffer.from(sealed, 'base64');
if (signer !== name || signature.subarray(0, 4).toString('hex') !== id) fail('signed by somebody else');
const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.subarray(1)]);
const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
if (!verify(null, Buffer.from(body), publicKey, signature.subarray(4))) fail('the signature does not fit');
const [origin, size, root] = body.split('\n');
if (origin !== name) fail('the head is of another log');

// RFC 9162, 2.1.3.2.
let fn = index, sn = BigInt(size) - 1n;
if (fn > sn) fail('no such entry');
let hash = sha256(Buffer.from([0]), extra);
for (const sibling of path) {
  if (sn === 0n) fail('the path is too long');
  if ((fn & 1n) === 1n || fn === sn) {
    hash = sha256(Buffer.from([1]), sibling, hash);
    while ((fn & 1n) === 0n && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
  } else {
    hash = sha256(Buffer.from([1]), hash, sibling);
  }
  fn >>= 1n; sn >>= 1n;
}
if (sn !== 0n || hash.toString('base64') !== root) fail('the entry is not in the tree');
console.log(extra.toString());
