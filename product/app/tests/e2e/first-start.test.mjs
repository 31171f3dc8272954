// A desk from nothing: the first administrator by the printed link, the others by `staff add`.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { follow, openBrowser, person } from './lib/browser.mjs';
import { ask, check, errors, fill, letters, send, short } from './lib/client.mjs';
import { Desk, run } from './lib/desk.mjs';
import { PASSWORD, enrol } from './lib/enrol.mjs';
import { Inspection } from './lib/inspect.mjs';
import { message, signIn, write } from './lib/staff.mjs';

const BOSS = { name: 'Mo “First” Boss', email: 'mo@a.example' };

let desk;
let browser;
const inspection = new Inspection();

before(async () => {
  desk = await Desk.serve();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

// proves: RF-13, RF-25
test('the printed link makes the first administrator, once', async () => {
  assert.match(desk.invitation, new RegExp(`^${desk.url}/enrol/[A-Za-z0-9_-]{43}$`));
  const { page, context, watch } = await person(browser, desk);
  await page.goto(desk.invitation);
  await inspection.page(page, 'first administrator');
  await fill(page, { ...BOSS, password: 'too short', again: 'too short' });
  await send(page);
  assert.match((await errors(page)).fields[0], /shorter than 15/);
  assert.equal(await page.locator('[name=email]').inputValue(), BOSS.email, 'who one is is kept');
  await inspection.page(page, 'first administrator, refused');
  await fill(page, { password: PASSWORD, again: `${PASSWORD}s` });
  await send(page);
  assert.match((await errors(page)).fields[0], /not the same/);
  await enrol(page, desk.invitation, BOSS);
  assert.match(await page.locator('.msg').textContent(), /Your password is set/);
  await signIn(page, { email: BOSS.email, password: PASSWORD });
  assert.equal(new URL(page.url()).pathname, '/desk/home');
  assert.equal(await page.locator('.me bdi').textContent(), BOSS.name);
  assert.match(await page.locator('.me small').textContent(), /administrator/i);
  await inspection.page(page, 'home of an empty desk');
  for (const view of ['mine', 'unallocated', 'location', 'all', 'closed']) {
    await page.goto(`/desk?view=${view}`);
    await inspection.page(page, `empty queue, ${view}`, { like: view !== 'mine' });
  }
  assert.equal((await page.goto(desk.invitation)).status(), 404, 'the link is dead');
  watch.assertQuiet();
  await context.close();
});

// proves: RF-22, RF-23, RF-26, RF-110, XT-131
test('a new administrator sets up a desk by its own pages: two locations, a role, a team, three staff, a parameter', async () => {
  const { page, context, watch } = await person(browser, desk);
  const begun = Date.now();
  let clicks = 0;
  const click = async (name, role = 'link') => {
    clicks += 1;
    await follow(page, () => page.locator('body').getByRole(role, { name, exact: true }).first().click());
  };
  await signIn(page, { email: BOSS.email, password: PASSWORD });
  // Nothing here is opened by its address: what cannot be found by its words is a dead end.
  await click('Manage');
  await page.locator('[name="v.organisation.name"]').fill('Aldermoor Library');
  await click('See what will change', 'button');
  await click('Change it', 'button');
  assert.match(await page.locator('footer').textContent(), /Aldermoor Library/);
  await click('Locations');
  await inspection.page(page, 'locations of a new desk');
  await click('New location');
  await page.getByLabel('Name', { exact: true }).fill('Archives');
  await page.getByLabel('Code', { exact: true }).fill('ARCH');
  await page.getByLabel('Time zone').selectOption('Europe/London');
  await click('Make the location', 'button');
  assert.match(await message(page), /location was made/);
  await click('Roles');
  await inspection.page(page, 'roles of a new desk');
  await click('Regular');
  await page.getByLabel('Name', { exact: true }).fill('Evening desk');
  await page.locator('[name="r.request.view"]').selectOption({ label: 'and of their location' });
  await inspection.page(page, 'a role being made');
  await click('Make the role', 'button');
  assert.match(await message(page), /role was made/);
  await inspection.page(page, 'a role');
  const links = [];
  for (const [name, level, role] of [['Ann Archer', 'supervisor', 'none: the rights of the level'], ['Ben Baker', 'regular', 'Evening desk'], ['Cas Cooper', 'probation', 'none: the rights of the level']]) {
    await click('Staff');
    await click('New account');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Email address').fill(`${name.split(' ')[0].toLowerCase()}@a.example`);
    await page.getByLabel('Level').selectOption(level);
    await page.getByLabel('Role').selectOption({ label: role });
    await page.getByLabel('Location').selectOption({ label: 'Archives' });
    await click('Make the account', 'button');
    assert.match(await message(page), /account was made/);
    await click('Send a new link', 'button');
    links.push((await page.locator('.msg code').textContent()).trim());
  }
  await inspection.page(page, 'an account with a link to hand over');
  await click('Teams');
  await inspection.page(page, 'teams of a new desk');
  await click('New team');
  await page.getByLabel('Name', { exact: true }).fill('Local history');
  await page.getByLabel(/Ann Archer/).check();
  await page.getByLabel(/Cas Cooper/).check();
  await inspection.page(page, 'a team being made');
  await click('Make the team', 'button');
  assert.match(await message(page), /team was made/);
  const seconds = (Date.now() - begun) / 1000;
  console.log(`proof: a desk set up in ${clicks} clicks, ${seconds.toFixed(0)} s with every page looked at`);
  // What was set up works: Ben is let in by his link, and sees what his role reaches.
  const ben = await person(browser, desk);
  await signIn(ben.page, await enrol(ben.page, links[1], { email: 'ben@a.example' }));
  await inspection.page(ben.page, 'home of somebody with a role');
  assert.equal(await ben.page.getByRole('link', { name: 'All open' }).count(), 0);
  await ben.page.getByRole('link', { name: 'Queue' }).click();
  assert.match(await ben.page.locator('nav.side').textContent(), /Archives/);
  assert.equal((await ben.page.goto('/desk/roles')).status(), 403);
  watch.assertQuiet();
  await ben.context.close();
  await context.close();
});

// proves: attack C3 (used twice)
test('an account made while the desk serves gets a link that works once', async () => {
  const made = run('staff', 'add', '--data', desk.data, '--email', 'nia@a.example', '--name', 'Nia', '--level', 'regular');
  assert.equal(made.status, 0, made.stderr);
  const link = made.stdout.trim().split('\n').at(-1);
  assert.ok(link.startsWith(`${desk.url}/enrol/`), link);
  const { page, context } = await person(browser, desk);
  const account = await enrol(page, link, { email: 'nia@a.example' });
  const answer = await page.goto(link);
  assert.equal(answer.status(), 404);
  assert.equal(await page.locator('[name=password]').count(), 0);
  const forced = await context.request.post(link, { form: { password: 'some other long password', again: 'some other long password' } });
  assert.ok(forced.status() >= 400);
  await signIn(page, account);
  assert.equal(await page.locator('.me bdi').textContent(), 'Nia');

  const again = run('staff', 'add', '--data', desk.data, '--email', 'NIA@a.example', '--name', 'Nia', '--level', 'regular');
  assert.equal(again.status, 1, 'an address has one account');
  assert.equal(run('staff', 'add', '--data', desk.data, '--email', 'o@a.example', '--name', 'O', '--level', 'king').status, 2);
  await context.close();
});

test('the job runs on a desk that was started a minute ago, and goes on after a restart', async () => {
  const client = await person(browser, desk);
  const number = await ask(client.page, { question: 'Are you new?', email: 'pat@client.example' });
  await client.context.close();

  const folder = await desk.stop({ keep: true });
  const added = run('staff', 'add', '--data', desk.data, '--email', 'ola@a.example', '--name', 'Ola', '--level', 'general');
  assert.equal(added.status, 0, 'an account can be made while nothing serves');
  try {
    desk = await Desk.serve({ folder });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  assert.equal(desk.invitation, null, 'there is an administrator');
  const staff = await person(browser, desk);
  await signIn(staff.page, { email: 'nia@a.example', password: PASSWORD }, `/desk/requests/${short(number)}`);
  await write(staff.page, 'answer', 'We are.');
  const back = await person(browser, desk);
  await check(back.page, number, 'pat@client.example');
  assert.deepEqual(await letters(back.page), ['Are you new?', 'We are.']);
  await back.context.close();
  await staff.context.close();
});
