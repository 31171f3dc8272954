// Mail that arrived: the Maildir the mail server delivers to, and what a message says.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { needed } from './desk.mjs';

/** The longest a mail may take. */
const PATIENCE = 60_000;

/** All mail for `domain` that arrived, in no order. */
function arrived(domain) {
  const folder = join(needed('QUERIST_TEST_MAILDIR'), domain.split('.')[0], 'new');
  try {
    return readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), 'utf8')));
  } catch (error) {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

/** Waits until the one mail for `address` is there whose subject ends in `words`. */
export async function mailTo(address, words) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const mails = arrived(address.split('@')[1]).filter((mail) => mail.to.includes(address));
    const meant = mails.filter((mail) => mail.subject.endsWith(words));
    if (meant.length > 0) {
      assert.equal(meant.length, 1, `it came ${meant.length} times`);
      return meant[0];
    }
    if (Date.now() > end) {
      throw new Error(`no mail "${words}" came to ${address}, but: ${mails.map((mail) => mail.subject)}`);
    }
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
}

/** A message: its headers as pairs, subject and recipients decoded, its text. */
export function parse(raw) {
  const [head, ...rest] = raw.replaceAll('\r\n', '\n').split('\n\n');
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n');
  const headers = lines.map((line) => line.match(/^([^:]+):\s*(.*)$/).slice(1)).map(([name, value]) => [name.toLowerCase(), value]);
  const first = (name) => headers.find(([known]) => known === name)?.[1] ?? '';
  const body = rest.join('\n\n');
  return {
    raw,
    headers,
    all: (name) => headers.filter(([known]) => known === name).map(([, value]) => value),
    subject: words(first('subject')),
    to: words(first('to')),
    type: first('content-type'),
    text: decode(body, first('content-transfer-encoding').toLowerCase()),
  };
}

/** A body as text (RFC 2045 6.7 and 6.8). */
function decode(body, encoding) {
  if (encoding === 'base64') {
    return Buffer.from(body, 'base64').toString('utf8');
  }
  return encoding === 'quoted-printable' ? quoted(body.replace(/=\n/g, '')) : body;
}

function quoted(text) {
  const bytes = text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words of a header as text (RFC 2047). */
function words(value) {
  const joined = value.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind, text) => {
    return kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : quoted(text.replaceAll('_', ' '));
  });
}
