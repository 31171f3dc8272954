// The main job from end to end: ask, find, take, ask back, reply, answer, read, reopen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from './lib/browser.mjs';
import { ask, check, errors, fill, letters, numberOn, send, short } from './lib/client.mjs';
import { Desk } from './lib/desk.mjs';
import { go, holder, message, press, row, signIn, state, write } from './lib/staff.mjs';

let desk;
let browser;

before(async () => {
  desk = await Desk.demo({ patient: true });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

const QUESTION = 'Which newspaper carried the flood of 1953?\n\n  <b>My father</b> kept a clipping & lost it; "Gazette"?';
const NOTE = 'Reel 14 has it. The client sounded worried on the telephone.';
const QUERY = 'Which town did your father live in?';
const REPLY = 'Aldermoor.\nIn February, I think.';
const ANSWER = 'It was the Aldermoor Gazette.\n\nReel 14, page 3.';
const AGAIN = 'Thank you; which column?';
const LAST = 'The second one.';
/** A form that is sent within three seconds of being shown is looked at once more. */
const PAUSE = 3_200;

/** The person fills in the form, with everything wrong first. */
async function askWithErrors(page, email) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Ask a question' }).click();
  await page.locator('main .entries a').first().click();
  assert.equal(new URL(page.url()).pathname, '/ask/general', 'the general enquiry is the first');

  await send(page);
  const missing = await errors(page);
  assert.equal(missing.summary.length, 2);
  assert.deepEqual(missing.fields, missing.summary, 'the summary and the fields say the same words');
  assert.match(await page.title(), /^Error: 2 things to put right/);

  const typed = { question: QUESTION, name: 'Ana “Nina” Sörensen', email: `${email} at home` };
  await fill(page, typed);
  await send(page);
  const wrong = await errors(page);
  assert.equal(wrong.summary.length, 1);
  assert.deepEqual(wrong.fields, wrong.summary);
  for (const [name, value] of Object.entries(typed)) {
    assert.equal(await page.locator(`[name="${name}"]`).inputValue(), value, `${name} is kept`);
  }
  await page.locator('#errors a').click();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'email', 'the summary leads to the field');
  await fill(page, { email });
  await page.waitForTimeout(PAUSE);
  await send(page);
  return numberOn(page);
}

/** A list of what a client's page shows; the note may be nowhere on it. */
async function asClient(page, number, email) {
  await check(page, number.toLowerCase().replaceAll('-', ' '), email.toUpperCase());
  const html = await page.content();
  assert.ok(!html.includes('Reel 14 has it'), 'the client sees the note');
  return letters(page);
}

async function wholeJob(scripts) {
  const email = `ana.${scripts ? 'with' : 'without'}@client.example`;
  const client = await person(browser, desk, { scripts });
  const number = await askWithErrors(client.page, email);
  await client.page.reload();
  assert.equal(await numberOn(client.page), number, 'sent twice, kept once');

  await check(client.page, number, 'someone.else@client.example');
  const refused = await errors(client.page);
  assert.equal(refused.summary.length, 1);
  assert.deepEqual(refused.fields, refused.summary);
  assert.deepEqual(await asClient(client.page, number, email), [QUESTION]);

  const staff = await person(browser, desk, { scripts });
  await signIn(staff.page, desk.accounts.regular);
  assert.equal(new URL(staff.page.url()).pathname, '/desk/home');
  await findAndTake(staff.page, short(number));

  await write(staff.page, 'note', NOTE);
  assert.match(await message(staff.page), /The note is kept/);
  await write(staff.page, 'query', QUERY);
  assert.equal(await state(staff.page), 'With client');

  assert.deepEqual(await asClient(client.page, number, email), [QUESTION, QUERY]);
  await fill(client.page, { reply: REPLY });
  await send(client.page);
  assert.match(await message(client.page), /Your reply is here/);
  assert.deepEqual(await letters(client.page), [QUESTION, QUERY, REPLY]);

  await readReply(staff.page, short(number));
  await write(staff.page, 'answer', ANSWER);
  assert.equal(await state(staff.page), 'Closed');

  assert.deepEqual(await asClient(client.page, number, email), [QUESTION, QUERY, REPLY, ANSWER]);
  assert.match(await client.page.locator('main .lede').textContent(), /^Answered/);
  await fill(client.page, { reply: AGAIN });
  await send(client.page);
  assert.match(await message(client.page), /Your request is open again/);

  await staff.page.goto(`/desk/requests/${short(number)}`);
  assert.equal(await state(staff.page), 'Reopened');
  await write(staff.page, 'answer', LAST);
  assert.equal(await state(staff.page), 'Closed');
  assert.notEqual(await row(staff.page, 'closed', short(number)), null);

  assert.deepEqual(await asClient(client.page, number, email), [QUESTION, QUERY, REPLY, ANSWER, AGAIN, LAST]);
  client.watch.assertQuiet('the client’s browser');
  staff.watch.assertQuiet('the browser of staff');
  await client.context.close();
  await staff.context.close();
}

/** Staff finds the request in the list of what nobody has, and by its number; and takes it. */
async function findAndTake(page, number) {
  const free = await row(page, 'unallocated', number);
  assert.notEqual(free, null, 'a new request is unallocated');
  assert.match(await free.getAttribute('class') ?? '', /unread/, 'and unread');
  assert.match(await free.textContent(), /Which newspaper carried the flood of 1953\?/);
  await page.goto('/desk/home');
  await go(page, number.slice(3));
  assert.equal(new URL(page.url()).pathname, `/desk/requests/${number}`);
  assert.equal(await state(page), 'New');
  await press(page, 'take');
  assert.match(await message(page), /The request is yours/);
  assert.equal(await state(page), 'In hand');
  assert.equal(await row(page, 'unallocated', number), null, 'what is taken is not unallocated');
  await (await row(page, 'mine', number)).locator('a').click();
}

/** Staff sees in the list and on the page that the client wrote, once. */
async function readReply(page, number) {
  const mine = await row(page, 'mine', number);
  assert.match(await mine.getAttribute('class') ?? '', /unread/);
  assert.match(await mine.locator('.status').textContent(), /Client replied/);
  await mine.locator('a').click();
  assert.equal(await state(page), 'Client replied');
  const unread = page.locator('.letters > li', { hasText: 'Unread:' });
  assert.deepEqual(await unread.locator('.typed').allTextContents(), [REPLY]);
  await page.reload();
  assert.equal(await unread.count(), 0, 'what was read is not unread');
}

// proves: RF-37, RF-73
test('the whole job with scripts on', () => wholeJob(true));

// proves: RF-37, RF-76, RF-166 (nothing needs a script)
test('the whole job with scripts off', () => wholeJob(false));

// proves: RF-206
test('an email address is enough, and answering an unallocated request takes it', async () => {
  const client = await person(browser, desk);
  const number = await ask(client.page, { question: 'Are you open on Sunday?', email: 'bo@client.example' }, 'general', PAUSE);
  const staff = await person(browser, desk);
  await signIn(staff.page, desk.accounts.supervisor, `/desk/requests/${short(number)}`);
  assert.equal(await state(staff.page), 'New');
  assert.equal(await holder(staff.page), 'nobody');
  const name = await staff.page.locator('.me bdi').textContent();
  await write(staff.page, 'answer', 'From ten to four.');
  assert.match(await message(staff.page), /Answered and closed/);
  assert.equal(await state(staff.page), 'Closed');
  assert.equal(await holder(staff.page), name);
  await check(client.page, number, 'bo@client.example');
  assert.deepEqual(await letters(client.page), ['Are you open on Sunday?', 'From ten to four.']);
  await client.context.close();
  await staff.context.close();
});

test('the number stands on one line of a narrow telephone', async () => {
  const client = await person(browser, desk, { width: 320 });
  await ask(client.page, { question: 'Is there a lift?', email: 'cy@client.example' }, 'general', PAUSE);
  await client.context.close();
});
