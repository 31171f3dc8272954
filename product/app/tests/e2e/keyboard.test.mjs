// The keyboard alone: the whole public job, and the desk; a person sees at every stop where they are.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { follow, openBrowser, person } from './lib/browser.mjs';
import { ask, check, letters, numberOn, short } from './lib/client.mjs';
import { Desk } from './lib/desk.mjs';
import { enter, tabTo, toTop, type, walk } from './lib/keyboard.mjs';
import { message, signIn, state } from './lib/staff.mjs';

let desk;
let browser;
let page;

before(async () => {
  desk = await Desk.demo();
  browser = await openBrowser();
  ({ page } = await person(browser, desk));
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

const main = (selector) => page.locator('main').locator(selector);
const button = () => main('form').first().locator('button[type=submit]').last();

test('the skip link is the first stop and leads past the head of the page', async () => {
  for (const address of ['/', '/ask/general', '/check', '/sign-in']) {
    await page.goto(address);
    await toTop(page);
    await page.keyboard.press('Tab');
    const skip = page.locator('a.skip:focus');
    assert.match(await skip.textContent(), /Skip/);
    assert.ok((await skip.boundingBox()).width > 60, 'it is seen once it has the focus');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement.closest('main') !== null), address);
  }
});

// proves: RF-74
test('the public job with the keyboard alone', async () => {
  await page.goto('/');
  await enter(page, main('a[href="/ask"]'));
  await enter(page, main('.entries a').first());
  await enter(page, button());
  await tabTo(page, main('#errors a').first());
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'question', 'the summary leads to the field');
  await page.keyboard.type('Is there a chess club?');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Ida');
  await type(page, main('[name=email]'), 'ida@client.example');
  await enter(page, button());
  const number = await numberOn(page);
  await enter(page, main('a[href="/check"]'));
  await type(page, main('[name=number]'), number);
  await type(page, main('[name=email]'), 'ida@client.example');
  await follow(page, () => page.keyboard.press('Enter'));
  await type(page, main('[name=reply]'), 'On any day.\nEvenings too.');
  await enter(page, button());
  assert.match(await message(page), /Your reply is here/);
  assert.deepEqual(await letters(page), ['Is there a chess club?', 'On any day.\nEvenings too.']);
});

test('every kind of field with the keyboard alone', async () => {
  await page.goto('/ask/complete');
  const year = `${new Date().getFullYear() + 1}`;
  await type(page, main('[name=group_name]'), 'Chess club');
  await type(page, main('[name=wishes]'), 'Old boards');
  await tabTo(page, main('[name=kind_of_group]').first());
  await page.keyboard.press('ArrowDown');
  assert.ok(await main('[name=kind_of_group]').nth(1).isChecked());
  await type(page, main('[name=subject_area]'), 'Maps');
  await tabTo(page, main('[name=arrangements]').nth(1));
  await page.keyboard.press('Space');
  await type(page, main('[name="visit_on.day"]'), '4');
  await type(page, main('[name="visit_on.month"]'), 'March');
  await type(page, main('[name="visit_on.year"]'), year);
  await type(page, main('[name=people]'), '12');
  await tabTo(page, main('[name=been_before]').first());
  await page.keyboard.press('Space');
  await type(page, main('[name=name]'), 'Ida');
  await type(page, main('[name=email]'), 'ida@client.example');
  await tabTo(page, main('[name=in_charge]'));
  await page.keyboard.press('Space');
  await enter(page, button());
  const number = await numberOn(page);
  await check(page, number, 'ida@client.example');
  const details = await main('.facts').last().textContent();
  for (const answer of ['eleven to eighteen', 'Maps and surveys', 'hearing loop', `4 March ${year}`, '12', 'Yes']) {
    assert.ok(details.includes(answer), `${answer} in ${details}`);
  }
});

test('the keyboard sees where it is on every page', async () => {
  const number = await ask(page, { question: 'And draughts?', email: 'ida@client.example' });
  for (const address of ['/', '/ask', '/ask/complete', '/check', '/nowhere', '/sign-in']) {
    await page.goto(address);
    await toTop(page);
    assert.ok(await walk(page) > 3, address);
  }
  await check(page, number, 'ida@client.example');
  await walk(page);
  const staff = await person(browser, desk);
  await signIn(staff.page, desk.accounts.administrator);
  for (const address of ['/desk/home', '/desk?view=closed', `/desk/requests/${short(number)}`, '/desk/jobs', '/desk/mail',
    '/desk/settings?q=session', '/desk/staff/new', '/desk/locations/new']) {
    await staff.page.goto(address);
    assert.ok(await walk(staff.page) > 5, address);
  }
  await staff.context.close();
});

test('the desk with the keyboard alone', async () => {
  const number = short(await ask(page, { question: 'And go?', email: 'ida@client.example' }));
  const staff = await person(browser, desk);
  const at = staff.page;
  const { email, password } = desk.accounts.regular;
  await at.goto('/sign-in');
  // The page puts the keyboard into its first field, which on a busy machine is some time after it is loaded.
  await at.locator('[name=email]:focus').waitFor();
  await at.keyboard.type(email);
  await type(at, at.locator('[name=password]'), password);
  await follow(at, () => at.keyboard.press('Enter'));
  await type(at, at.locator('#go-number'), number);
  await follow(at, () => at.keyboard.press('Enter'));
  await enter(at, at.locator('form[action$="/take"] button'));
  assert.equal(await state(at), 'In hand');
  await tabTo(at, at.locator('details.drop > summary').first());
  await at.keyboard.press('Enter');
  await type(at, at.locator('#q-text'), 'Which board?');
  await enter(at, at.locator('form[action$="/query"] button'));
  assert.equal(await state(at), 'With client');
  await type(at, at.locator('#a-text'), 'We have a set.');
  await enter(at, at.locator('form[action$="/answer"] button'));
  assert.equal(await state(at), 'Closed');
  await staff.context.close();
});
