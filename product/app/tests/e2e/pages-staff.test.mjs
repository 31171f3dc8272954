// Every page of staff, in each of its states, looked at in light and dark, wide and narrow.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { follow, openBrowser, person } from './lib/browser.mjs';
import { ask, check, fill, send, short } from './lib/client.mjs';
import { Desk, run } from './lib/desk.mjs';
import { Inspection } from './lib/inspect.mjs';
import { message, open, press, signIn, write } from './lib/staff.mjs';

const EMAIL = 'hal@client.example';

let desk;
let browser;
let client;
const people = {};
const inspection = new Inspection();
/** The page of a confidential request. */
let confidential = null;

before(async () => {
  desk = await Desk.demo();
  browser = await openBrowser();
  client = await person(browser, desk);
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

async function staff(level) {
  if (!people[level]) {
    people[level] = await person(browser, desk);
    await signIn(people[level].page, desk.accounts[level]);
  }
  return people[level].page;
}

async function newRequest(form = 'general') {
  const number = await ask(client.page, { question: 'Where is the well?\n\nOn the old map.', name: 'Hal', email: EMAIL }, form);
  return { number, path: `/desk/requests/${short(number)}` };
}

// proves: RF-74
test('signing in', async () => {
  const { page, context } = await person(browser, desk);
  await page.goto('/sign-in');
  await inspection.page(page, 'sign in');
  await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: 'I have forgotten my password' }).click()]);
  await inspection.page(page, 'a new password');
  await signIn(page, { email: 'x@a.example', password: 'not the password' });
  await inspection.page(page, 'sign in, refused');
  // A few more than are allowed: the count begins anew every quarter of an hour.
  for (let tries = 0; tries < 21 && await page.getByText('Too many attempts').count() === 0; tries += 1) {
    await signIn(page, { email: 'x@a.example', password: 'not the password' });
  }
  assert.match(await page.locator('.error').textContent(), /Too many attempts/);
  await inspection.page(page, 'sign in, pause');
  await page.goto('/sign-in?enrolled=1');
  await inspection.page(page, 'sign in, password set');
  await context.close();
});

test('setting a password by a link', async () => {
  const made = run('staff', 'add', '--data', desk.data, '--email', 'new@a.example', '--name', 'New', '--level', 'general');
  assert.equal(made.status, 0, made.stderr);
  const { pathname } = new URL(made.stdout.trim().split('\n').at(-1));
  const { page, context } = await person(browser, desk);
  await page.goto(pathname);
  await inspection.page(page, 'enrol');
  await fill(page, { password: 'short', again: 'short' });
  await send(page);
  await inspection.page(page, 'enrol, refused');
  await page.goto('/enrol/nothing');
  await inspection.page(page, 'enrol, dead link');
  await context.close();
});

/** The code that Debian's program for codes shows now. */
function code(secret) {
  const shown = spawnSync('/usr/bin/oathtool', ['--totp', '--base32', secret], { encoding: 'utf8' });
  assert.equal(shown.status, 0, shown.stderr);
  return shown.stdout.trim();
}

/** Lets every confirmation be long ago, behind the program's back. */
function longAgo() {
  const change = 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=30); c.execute("UPDATE session SET confirmed_at = 1"); c.commit()';
  const done = spawnSync('/usr/bin/python3', ['-c', change, join(desk.data, 'querist.db')], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
}

test("one's own page, a second factor, and confirming", async () => {
  const account = { email: 'careful@a.example', password: 'seven pale herons wade' };
  const made = run('staff', 'add', '--data', desk.data, '--email', account.email, '--name', 'Careful Quill', '--level', 'general');
  assert.equal(made.status, 0, made.stderr);
  const { page, context } = await person(browser, desk);
  await page.goto(new URL(made.stdout.trim().split('\n').at(-1)).pathname);
  await fill(page, { password: account.password, again: account.password });
  await send(page);
  await signIn(page, account);
  await follow(page, () => page.locator('.me a').click());
  await inspection.page(page, 'own page');
  await page.locator('form[action="/desk/me/password"] button').click();
  await page.waitForSelector('.error');
  await inspection.page(page, 'own page, password refused');
  const begin = page.locator('form[action="/desk/me/factor"]');
  await follow(page, () => begin.locator('button').click());
  await inspection.page(page, 'own page, second factor refused', { like: true });
  await begin.locator('[name=password]').fill(account.password);
  await follow(page, () => begin.locator('button').click());
  await inspection.page(page, 'second factor, setting up');
  const on = page.locator('form[action="/desk/me/factor/on"]');
  await on.locator('[name=code]').fill('000000');
  await follow(page, () => on.locator('button').click());
  await inspection.page(page, 'second factor, wrong code');
  const [secret, ...codes] = await page.locator('.key').allTextContents();
  await on.locator('[name=code]').fill(code(secret));
  await follow(page, () => on.locator('button').click());
  await inspection.page(page, 'own page, second factor on');
  const elsewhere = await person(browser, desk);
  await signIn(elsewhere.page, account);
  await inspection.page(elsewhere.page, 'sign in, code');
  await elsewhere.page.locator('[name=code]').fill('000000');
  await follow(elsewhere.page, () => elsewhere.page.getByRole('button', { name: 'Sign in' }).click());
  await inspection.page(elsewhere.page, 'sign in, wrong code');
  await elsewhere.page.locator('[name=code]').fill(codes[0]);
  await follow(elsewhere.page, () => elsewhere.page.getByRole('button', { name: 'Sign in' }).click());
  assert.equal(new URL(elsewhere.page.url()).pathname, '/desk/home');
  await elsewhere.page.goto('/sign-in?late=1');
  await inspection.page(elsewhere.page, 'sign in, too late', { like: true });
  await page.goto('/desk/me');
  await inspection.page(page, 'own page, two sessions');
  longAgo();
  await follow(page, () => page.locator('form[action="/desk/me/sessions/others"] button').click());
  await inspection.page(page, 'confirm');
  await page.locator('[name=confirm_password]').fill('not the password');
  await follow(page, () => page.getByRole('button', { name: 'Confirm and carry on' }).click());
  await inspection.page(page, 'confirm, refused');
  await page.locator('[name=confirm_password]').fill(account.password);
  await page.locator('[name=confirm_code]').fill(codes[1]);
  await follow(page, () => page.getByRole('button', { name: 'Confirm and carry on' }).click());
  await inspection.page(page, 'own page, others ended');
  await elsewhere.page.goto('/desk/home');
  assert.equal(new URL(elsewhere.page.url()).pathname, '/sign-in');
  await context.close();
  await elsewhere.context.close();
});

test('home and the five views', async () => {
  const page = await staff('regular');
  await inspection.page(page, 'home');
  for (const view of ['mine', 'unallocated', 'location', 'all', 'closed']) {
    await page.goto(`/desk?view=${view}`);
    await inspection.page(page, `queue, ${view}`, { like: view !== 'mine' });
  }
  await page.locator('nav.paging a[rel=next]').click();
  await inspection.page(page, 'queue, closed, second page', { like: true });
  await page.goto('/desk?view=all&after=9999999999999.1');
  await inspection.page(page, 'queue, past its end');
  assert.equal((await page.goto('/desk/go?number=1')).status(), 404);
  await inspection.page(page, 'queue, no such number', { like: true });
  const newcomer = await staff('general');
  await inspection.page(newcomer, 'home of general staff', { like: true });
  await newcomer.goto('/desk?view=mine');
  await inspection.page(newcomer, 'queue, nothing mine');
  await newcomer.setViewportSize({ width: 360, height: 900 });
  await newcomer.locator('.side summary').click();
  await inspection.page(newcomer, 'queue, views open');
});

test('a request in each state, with its menus', async () => {
  const { number, path } = await newRequest();
  const page = await staff('regular');
  await page.goto(path);
  await inspection.page(page, 'request, new');
  for (const menu of ['Ask the client', 'Add a note', 'Reallocate']) {
    await open(page, menu);
    await inspection.page(page, `request, menu ${menu}`, { like: true });
    await open(page, menu);
  }
  await press(page, 'take');
  await inspection.page(page, 'request, taken');
  await write(page, 'note', 'N'.repeat(120));
  await inspection.page(page, 'request, with a note');
  await write(page, 'query', 'Which map?');
  await inspection.page(page, 'request, with client');
  await check(client.page, number, EMAIL);
  await fill(client.page, { reply: 'That of 1841.' });
  await send(client.page);
  await page.goto(path);
  await inspection.page(page, 'request, replied');
  await write(page, 'answer', 'At the cross.');
  await inspection.page(page, 'request, closed');
  await press(page, 'reopen');
  await inspection.page(page, 'request, reopened');
});

test('a request that one may only note on', async () => {
  const { path } = await newRequest();
  const page = await staff('general');
  await page.goto(path);
  await inspection.page(page, 'request, for general staff');
});

test('acts without words', async () => {
  const { path } = await newRequest();
  const page = await staff('regular');
  for (const act of ['answer', 'query', 'note']) {
    await page.goto(path);
    await write(page, act, ' ');
    assert.ok(await page.locator('#errors').isVisible());
    await inspection.page(page, `request, ${act} without words`, { like: true });
  }
});

test('stale pages', async () => {
  const { path } = await newRequest();
  const [first, second] = [await staff('supervisor'), await staff('regular')];
  for (const act of ['answer', 'query']) {
    await Promise.all([first.goto(path), second.goto(path)]);
    await write(first, 'note', 'Mine.');
    await write(second, act, 'Typed before.');
    assert.match(await message(second), /changed this request/);
    await inspection.page(second, `request, stale ${act}`);
  }
  await Promise.all([first.goto(path), second.goto(path)]);
  await write(first, 'answer', 'Done.');
  await write(second, 'answer', 'W'.repeat(200));
  await inspection.page(second, 'request, closed meanwhile');
});

test('a confidential request', async () => {
  const { path } = await newRequest('private');
  confidential = path;
  for (const level of Object.keys(desk.accounts)) {
    const page = await staff(level);
    if ((await page.goto(path)).status() === 200) {
      await inspection.page(page, 'request, confidential');
      return;
    }
  }
  // Nobody of the demo who signs in works there: a colleague of that place does.
  const place = await client.page.locator('main .lede b').textContent();
  const { page, context } = await colleague(place);
  assert.equal((await page.goto(path)).status(), 200);
  await inspection.page(page, 'request, confidential');
  await context.close();
});

/** A new member of staff who works at `place`. */
async function colleague(place) {
  for (const code of ['MAIN', 'LOCL', 'ARCH']) {
    const email = `${code.toLowerCase()}@a.example`;
    const made = run('staff', 'add', '--data', desk.data, '--email', email, '--name', `Ivo ${code}`, '--level', 'regular', '--location', code);
    assert.equal(made.status, 0, made.stderr);
    const { page, context } = await person(browser, desk);
    await page.goto(new URL(made.stdout.trim().split('\n').at(-1)).pathname);
    const password = 'seven kettles on the shore';
    await fill(page, { password, again: password });
    await send(page);
    await signIn(page, { email, password });
    if ((await page.locator('.me small').textContent()).endsWith(place)) {
      return { page, context };
    }
    await context.close();
  }
  throw new Error(`nobody works at ${place}`);
}

test('who may see a request', async () => {
  const page = await staff('supervisor');
  const { path } = await newRequest();
  await page.goto(path);
  await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: 'Who else may see it?' }).click()]);
  await inspection.page(page, 'who may see a request', { closed: null });
});

test('settings, staff and locations', async () => {
  const page = await staff('administrator');
  await page.goto('/desk/settings');
  await inspection.page(page, 'settings');
  await page.fill('[name="v.session.idle_minutes"]', '9999');
  await page.fill('[name="v.organisation.telephone"]', '01632 960 777');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'See what will change' }).click()]);
  await inspection.page(page, 'settings that cannot be taken');
  await page.fill('[name="v.session.idle_minutes"]', '60');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'See what will change' }).click()]);
  await inspection.page(page, 'what will change');
  await page.fill('[name=reason]', 'A quiet office');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Change it' }).click()]);
  await inspection.page(page, 'settings, changed');
  await page.goto('/desk/settings/session.idle_minutes');
  await inspection.page(page, 'a setting and how it was changed');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Take it back' }).click()]);
  for (const address of ['/desk/staff', '/desk/staff/new', '/desk/staff/import', '/desk/locations', '/desk/locations/new', '/desk/roles', '/desk/roles/new?like=general', '/desk/teams', '/desk/teams/new', '/desk/forms', '/desk/forms/new', '/desk/forms/general', '/desk/forms/general/preview', '/desk/forms/general/fields/email', '/desk/forms/complete/fields/new?of=kind:choice', '/desk/routing', '/desk/export', '/desk/me']) {
    await page.goto(address);
    await inspection.page(page, address);
  }
  await page.goto('/desk/staff/new');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Make the account' }).click()]);
  await inspection.page(page, 'an account that cannot be made');
  await page.goto('/desk/staff');
  await Promise.all([page.waitForEvent('load'), page.locator('main table a').first().click()]);
  await inspection.page(page, 'an account');
  await Promise.all([page.waitForEvent('load'), page.locator('main').getByRole('link', { name: 'Rights', exact: true }).click()]);
  await inspection.page(page, 'rights of one person');
  await page.goto('/desk/staff/import');
  await page.fill('[name=text]', 'Ida Lane,ida@aldermoor.example,regular,MAIN\nOdd,no address,king,XX');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Preview' }).click()]);
  await inspection.page(page, 'accounts from a table, looked at first');
  await page.goto('/desk/locations');
  await Promise.all([page.waitForEvent('load'), page.locator('main table a').first().click()]);
  await inspection.page(page, 'a location');
});

test('jobs', async () => {
  const page = await staff('administrator');
  await page.goto('/desk/jobs');
  await inspection.page(page, 'jobs');
  const jobs = await page.locator('main table a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.ok(jobs.length >= 4);
  await page.goto(jobs.find((job) => job.endsWith('housekeeping')) ?? jobs[0]);
  await inspection.page(page, 'job');
  await press(page, 'run');
  await inspection.page(page, 'job, asked to run');
  await page.getByRole('button', { name: 'off' }).click();
  await inspection.page(page, 'job, switched off');
  for (const job of jobs) {
    await page.goto(job);
    assert.equal(await page.locator('h1').count(), 1);
  }
  const supervisor = await staff('supervisor');
  await supervisor.goto(jobs[0]);
  await inspection.page(supervisor, 'job, for a supervisor');
});

test('outgoing mail', async () => {
  const page = await staff('administrator');
  // Who looks after mail sees that there is one for a confidential request, but not the request.
  const closed = confidential;
  for (const view of ['failed', 'kept']) {
    await page.goto(`/desk/mail?view=${view}`);
    await inspection.page(page, `mail, ${view}`, { closed });
  }
  await page.locator('main tbody a[href^="/desk/mail/"]').first().click();
  await inspection.page(page, 'mail, one of them', { closed });
  await press(page, 'drop');
  await inspection.page(page, 'mail, dropped', { closed, like: true });
  await page.goto('/desk/mail?view=kept&after=1');
  await inspection.page(page, 'mail, past its end');
});

test('pages that say no', async () => {
  const page = await staff('general');
  assert.equal((await page.goto('/desk/nowhere')).status(), 404);
  await inspection.page(page, 'not found');
  assert.equal((await page.goto('/desk/requests/QR-1')).status(), 404);
  await inspection.page(page, 'no such request');
  assert.equal((await page.goto('/desk/jobs')).status(), 403);
  await inspection.page(page, 'forbidden');
  const { path } = await newRequest();
  const regular = await staff('regular');
  await regular.goto(path);
  await regular.locator('form[action$="/take"] [name=key]').evaluate((key) => { key.value = 'forged'; });
  await press(regular, 'take');
  await inspection.page(regular, 'not from our page');
});

test('no console said anything, and every page was there', () => {
  for (const [level, { watch }] of Object.entries(people)) {
    watch.assertQuiet(level);
  }
  assert.ok(inspection.pages.length >= 40, `${inspection.pages.length} pages were looked at`);
});
