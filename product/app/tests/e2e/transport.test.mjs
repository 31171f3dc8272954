// What goes over the wire: headers, cookies, addresses, integrity, weight; and what the browser says about it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { openBrowser, person } from './lib/browser.mjs';
import { ask, check, fill, send, short } from './lib/client.mjs';
import { Desk } from './lib/desk.mjs';
import { go, signIn, write } from './lib/staff.mjs';

const PUBLIC = ['/', '/ask', '/ask/general', '/ask/complete', '/check', '/nowhere', '/ask/nothing'];
const STAFF = ['/desk/home', '/desk', '/desk?view=all', '/desk?view=closed', '/desk/jobs', '/desk/mail', '/desk/settings', '/desk/staff', '/desk/locations',
  '/desk/nowhere'];
const EMAIL = 'jo@client.example';

let desk;
let browser;

before(async () => {
  desk = await Desk.demo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** Goes through the whole job in one browser each; returns the two. */
async function tour() {
  const client = await person(browser, desk);
  const staff = await person(browser, desk);
  for (const address of PUBLIC) {
    await client.page.goto(address);
  }
  await client.page.goto('/ask/general');
  await send(client.page);
  const number = await ask(client.page, { question: 'How high is the tower?', email: EMAIL });
  await check(client.page, number, 'else@client.example');
  await signIn(staff.page, { email: 'nobody@a.example', password: 'nothing to see here' });
  await signIn(staff.page, desk.accounts.administrator);
  for (const address of STAFF) {
    await staff.page.goto(address);
  }
  await go(staff.page, '1');
  await go(staff.page, short(number));
  await write(staff.page, 'note', ' ');
  await write(staff.page, 'query', 'Which tower?');
  await check(client.page, number, EMAIL);
  await fill(client.page, { reply: 'The round one.' });
  await send(client.page);
  await client.page.setViewportSize({ width: 320, height: 700 });
  await client.page.emulateMedia({ colorScheme: 'dark' });
  return { client, staff };
}

// proves: v5.0.0-3.4.3, v5.0.0-3.4.4, v5.0.0-3.4.5, v5.0.0-3.4.6, v5.0.0-3.4.8, attack E14
test('the console is silent, nobody else is asked, and every answer has its headers', async () => {
  const { client, staff } = await tour();
  client.watch.assertQuiet('the client’s browser');
  staff.watch.assertQuiet('the browser of staff');
  const responses = [...client.watch.responses, ...staff.watch.responses];
  assert.ok(responses.length > 30);
  const kinds = new Set(responses.map((response) => response.request().resourceType()));
  assert.deepEqual([...kinds].sort(), ['document', 'other', 'stylesheet'], 'pages, their style and icon, no script');
  for (const response of responses) {
    const headers = await response.allHeaders();
    assert.deepEqual(missing(headers, response.request().resourceType()), [], response.url());
  }
  await client.context.close();
  await staff.context.close();
});

/** The headers that are not what they must be. */
function missing(headers, kind) {
  const policy = Object.fromEntries((headers['content-security-policy'] ?? '').split('; ').map((rule) => {
    const [name, ...values] = rule.split(' ');
    return [name, values.join(' ')];
  }));
  const wanted = {
    'default-src': "'none'", 'script-src': "'none'", 'style-src': "'self'", 'form-action': "'self'",
    'frame-ancestors': "'none'", 'base-uri': "'none'", 'require-trusted-types-for': "'script'",
  };
  const faults = Object.entries(wanted).filter(([name, value]) => policy[name] !== value).map(([name]) => name);
  const fixed = {
    'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cache-control': kind === 'document' ? 'no-store' : 'public, max-age=31536000, immutable',
  };
  faults.push(...Object.entries(fixed).filter(([name, value]) => headers[name] !== value).map(([name]) => name));
  const telling = ['server', 'x-powered-by', 'via', 'access-control-allow-origin', 'strict-transport-security'];
  return [...faults, ...telling.filter((name) => name in headers).map((name) => `${name} is there`)];
}

// proves: v5.0.0-3.3.2, v5.0.0-3.3.4
test('a public page sets no cookie but a form’s, and cookies are closed to scripts', async () => {
  const { context, page } = await person(browser, desk);
  for (const address of ['/', '/ask', '/check', '/nowhere', '/sign-in']) {
    await page.goto(address);
    assert.deepEqual(await context.cookies(), [], address);
  }
  await check(page, 'QR-10003-AAAAA', EMAIL);
  assert.deepEqual(await context.cookies(), [], 'a look-up');
  const number = await ask(page, { question: 'How old is it?', email: EMAIL });
  const closed = ({ name, httpOnly, sameSite, path, expires }) => ({ name, httpOnly, sameSite, path, expires });
  const shut = { httpOnly: true, sameSite: 'Lax', path: '/', expires: -1 };
  assert.deepEqual((await context.cookies()).map(closed), [{ name: 'form', ...shut }]);
  await context.clearCookies();
  await check(page, number, EMAIL);
  await fill(page, { reply: 'Roughly?' });
  await send(page);
  assert.deepEqual(await context.cookies(), [], 'a request and a reply');
  await signIn(page, desk.accounts.general);
  const all = (await context.cookies()).map(closed).sort((a, b) => a.name.localeCompare(b.name));
  const [{ expires, ...device }, ...others] = all;
  const { expires: _, ...open } = shut;
  assert.deepEqual(device, { name: 'device', ...open });
  const days = (expires - Date.now() / 1000) / 86_400;
  assert.ok(days > 179 && days <= 180, `known for half a year: ${days}`);
  assert.deepEqual(others, [{ name: 'sid', ...shut }]);
  await context.close();
});

// proves: XT-128, XT-129 (no page has a script; the same holds for its style)
test('a stylesheet that was changed on the way is not used', async () => {
  const { context, page, watch } = await person(browser, desk);
  for (const address of ['/', '/sign-in']) {
    await page.goto(address);
    const sheets = await page.locator('link[rel=stylesheet]').evaluateAll((all) => all.map(({ href, integrity }) => ({ href, integrity })));
    assert.equal(sheets.length, 1);
    const [{ href, integrity }] = sheets;
    const bytes = await (await context.request.get(href)).body();
    const [kind, digest] = integrity.split(/-(.*)/);
    assert.equal(kind, 'sha512');
    assert.equal(createHash(kind).update(bytes).digest('base64'), digest);
  }
  watch.assertQuiet();
  await context.route('**/*.css', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\nbody { background: red }` });
  });
  await page.goto('/');
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgba(0, 0, 0, 0)');
  assert.match(watch.said.join(), /integrity/);
  await context.close();
});

test('the first visit weighs little', async () => {
  const { context, page } = await person(browser, desk);
  const sheet = async (address) => {
    await page.goto(address);
    const href = await page.locator('link[rel=stylesheet]').getAttribute('href');
    return gzipSync(await (await context.request.get(href)).body(), { level: 9 }).length;
  };
  const css = await sheet('/');
  assert.ok(css <= 4.6 * 1024, `the public stylesheet has ${css} bytes`);
  const pages = { };
  for (const address of ['/', '/ask', '/ask/general', '/ask/complete', '/check']) {
    pages[address] = gzipSync(await (await page.goto(address)).body(), { level: 9 }).length;
  }
  await page.goto('/ask/complete');
  await send(page);
  pages['/ask/complete, refused'] = gzipSync(await page.content(), { level: 9 }).length;
  for (const [address, html] of Object.entries(pages)) {
    assert.ok(html + css <= 14 * 1024, `${address}: ${html} bytes and ${css} of style`);
    assert.ok(html <= 5 * 1024, `${address} has ${html} bytes`);
  }
  console.log(`style ${css} bytes, pages ${JSON.stringify(pages)}`);
  await context.close();
});

// proves: attack E11, v5.0.0-3.4.6
test('no page can be shown inside another site', async () => {
  const html = ['/', '/ask/general', '/sign-in', '/desk'].map((path) => `<iframe src="${desk.url}${path}"></iframe>`).join('');
  const evil = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise((resolve) => { evil.listen(0, '127.0.0.1', resolve); });
  const { context, page, watch } = await person(browser, desk);
  try {
    await page.goto(`http://127.0.0.1:${evil.address().port}/`);
    const frames = page.frames().slice(1);
    assert.equal(frames.length, 4);
    for (const frame of frames) {
      assert.ok(!frame.url().startsWith(desk.url), frame.url());
    }
    assert.equal(watch.said.filter((text) => text.includes('frame-ancestors')).length, 4, watch.said.join('\n'));
  } finally {
    evil.close();
    await context.close();
  }
});

// proves: attack E7
test('signing in leads nowhere but to a page of the desk', async () => {
  const { context, page } = await person(browser, desk);
  const elsewhere = ['//evil.example', 'https://evil.example/', '/\\evil.example', '/desk//evil.example', '/desk/../../evil', 'data:text/html,x'];
  for (const next of elsewhere) {
    await signIn(page, desk.accounts.general, `/sign-in?next=${encodeURIComponent(next)}`);
    assert.equal(page.url(), `${desk.url}/desk/home`, next);
    await context.clearCookies();
  }
  await context.close();
});

// proves: RF-50, RF-55
test('nothing tells what the server is made of', async () => {
  for (const address of ['/static', '/static/', '/static/x/public.css', '/keys/root.key', '/querist.db', '/.git/config', '/../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd']) {
    const answer = await fetch(`${desk.url}${address}`);
    assert.equal(answer.status, 404, address);
    const text = `${JSON.stringify([...answer.headers])} ${await answer.text()}`;
    assert.doesNotMatch(text, /querist|axum|hyper|\brust\b|sqlite|index of|root:/i, address);
  }
});
