// Every public page, in each of its states, looked at in light and dark, wide and narrow.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { follow, openBrowser, person } from './lib/browser.mjs';
import { ask, check, fill, numberOn, send, short } from './lib/client.mjs';
import { Desk } from './lib/desk.mjs';
import { Inspection, age } from './lib/inspect.mjs';
import { press, signIn, write } from './lib/staff.mjs';

const FORMS = ['general', 'history', 'copies', 'council', 'private', 'complete'];
const EMAIL = 'fay@client.example';
const WORDS = { question: 'Who built the mill?\n\nMy aunt was born there.', name: 'Fay', email: EMAIL };

let desk;
let browser;
let client;
let page;
let staff;
const inspection = new Inspection();

before(async () => {
  desk = await Desk.demo();
  browser = await openBrowser();
  client = await person(browser, desk);
  page = client.page;
  staff = await person(browser, desk);
  await signIn(staff.page, desk.accounts.regular);
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

// proves: RF-74
test('home and the list of forms', async () => {
  await page.goto('/');
  await inspection.page(page, 'home');
  await page.goto('/ask');
  await inspection.page(page, 'list');
  const forms = await page.locator('main .entries a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.deepEqual(forms.sort(), FORMS.map((form) => `/ask/${form}`).sort(), 'six forms');
});

for (const form of FORMS) {
  test(`the form ${form}, blank and refused`, async () => {
    await page.goto(`/ask/${form}`);
    await inspection.page(page, form);
    await send(page);
    assert.ok(await page.locator('#errors').isVisible());
    await inspection.page(page, `${form}, refused`);
  });
}

test('every field refused with something in it', async () => {
  await page.goto('/ask/complete');
  await fill(page, {
    group_name: 'W'.repeat(201), email: 'no address', people: 'a dozen', hours: '0.25', budget: '1,2,3',
    'visit_on.day': '31', 'visit_on.month': '2', 'visit_on.year': '2030', 'call_at.day': '1', 'call_at.time': '25:00',
  });
  await send(page);
  await inspection.page(page, 'complete, all wrong');
});

test('check and send, too soon, too late', async () => {
  await page.goto('/ask/general');
  await fill(page, WORDS);
  await client.context.clearCookies();
  await send(page);
  assert.match(await page.locator('main > .msg').textContent(), /Check and send\. *Nothing has been sent yet/);
  await inspection.page(page, 'check and send');
  await page.goto('/ask/general');
  await fill(page, WORDS);
  await client.context.clearCookies();
  await send(page);
  await send(page);
  assert.match(await page.locator('main > .msg').textContent(), /very quick/);
  await inspection.page(page, 'check and send, too soon');
  await page.waitForTimeout(3100);
  await send(page);
  await numberOn(page);
});

// proves: RF-87, RF-88, RF-89
test('a form that was open for too long', async () => {
  await page.goto('/ask/general');
  await fill(page, WORDS);
  await age(page, 'key');
  await send(page);
  assert.match(await page.locator('main > .msg').textContent(), /Session has expired/);
  assert.equal(await page.locator('[name=question]').inputValue(), WORDS.question, 'everything typed is kept');
  await inspection.page(page, 'expired');
  await send(page);
  await numberOn(page);
});

// proves: RF-82, RF-83
test('a form with a key that is none of ours leads home, but never loses what was written', async () => {
  const forge = () => page.locator('main form [name=key]').evaluate((key) => { key.value = 'forged'; });
  await page.goto('/ask/general');
  await forge();
  await send(page);
  assert.equal(page.url(), `${desk.url}/`);
  await page.goto('/ask/general');
  await fill(page, WORDS);
  await forge();
  await send(page);
  assert.match(await page.locator('main > .msg').textContent(), /Nothing has been sent yet/);
  assert.equal(await page.locator('[name=question]').inputValue(), WORDS.question);
});

test('confirmations', async () => {
  await ask(page, WORDS);
  await inspection.page(page, 'confirmation');
  await ask(page, { ...WORDS, name: 'F'.repeat(200) }, 'private');
  await inspection.page(page, 'confirmation, confidential');
});

test('check, blank and refused', async () => {
  await page.goto('/check');
  await inspection.page(page, 'check');
  await send(page);
  await inspection.page(page, 'check, nothing given');
  await check(page, 'QR-10001-AAAAA', EMAIL);
  assert.match(await page.locator('#errors').textContent(), /do not open a request together/);
  await inspection.page(page, 'check, refused');
});

test('the page of a request in each state', async () => {
  const number = await ask(page, WORDS);
  const path = `/desk/requests/${short(number)}`;
  const look = async (name) => {
    await check(page, number, EMAIL);
    await inspection.page(page, `manage, ${name}`);
  };
  await look('new');
  await send(page);
  await inspection.page(page, 'manage, empty reply');
  await staff.page.goto(path);
  await press(staff.page, 'take');
  await look('in hand');
  await write(staff.page, 'query', 'Which mill?');
  await look('with client');
  await fill(page, { reply: 'The one by the river.' });
  await send(page);
  await inspection.page(page, 'manage, replied');
  await age(page, 'pass');
  await fill(page, { reply: 'The upper one.' });
  await send(page);
  assert.match(await page.locator('main > .msg').textContent(), /Session has expired/);
  await inspection.page(page, 'check, manage page expired');
  await fill(page, { email: EMAIL });
  await send(page);
  assert.equal(await page.locator('[name=reply]').inputValue(), 'The upper one.', 'what was written is kept');
  await staff.page.goto(path);
  await write(staff.page, 'answer', 'W'.repeat(300));
  await look('answered');
  await fill(page, { reply: 'And who owned it?' });
  await send(page);
  await inspection.page(page, 'manage, reopened');
  await follow(page, () => page.locator('form[action="/check/forget"] button').click());
  await inspection.page(page, 'forget, before');
  await send(page);
  assert.match(await page.locator('h1').textContent(), /Your details are deleted/);
  await inspection.page(page, 'forget, receipt');
});

test('every kind of answer on the page of a request', async () => {
  const soon = new Date(Date.now() + 30 * 86_400_000);
  const number = await ask(page, {
    group_name: 'Aldermoor School', wishes: 'Maps', kind_of_group: 'primary', subject_area: 'land_maps',
    arrangements: 'loop', 'visit_on.day': `${soon.getDate()}`, 'visit_on.month': `${soon.getMonth() + 1}`,
    'visit_on.year': `${soon.getFullYear()}`, people: '30', hours: '1.5', budget: '80', been_before: 'no',
    name: 'Gil', phone: '01632 960 001', email: 'gil@client.example', in_charge: 'yes',
  }, 'complete');
  await check(page, number, 'gil@client.example');
  await inspection.page(page, 'manage, all kinds of answers');
});

test('pages that say no', async () => {
  assert.equal((await page.goto('/nowhere')).status(), 404);
  await inspection.page(page, 'not found');
  assert.equal((await page.goto('/ask/nothing')).status(), 404);
  await inspection.page(page, 'no such form');
  // A few more than are allowed: the count begins anew with every hour.
  for (let tries = 0; tries < 21 && await page.getByText('Too many attempts').count() === 0; tries += 1) {
    await check(page, 'QR-10002-AAAAA', EMAIL);
  }
  assert.match(await page.locator('h1').textContent(), /Too many attempts/);
  await inspection.page(page, 'tried too often');
});

test('the console said nothing, and every page was there', () => {
  client.watch.assertQuiet();
  assert.ok(inspection.pages.length >= 30, `${inspection.pages.length} pages were looked at`);
});
