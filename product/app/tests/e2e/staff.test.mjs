// Staff: signing in and out, what each level may do, and two people at the same request.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { openBrowser, person } from './lib/browser.mjs';
import { ask, check, errors, fill, letters, send, short } from './lib/client.mjs';
import { Desk } from './lib/desk.mjs';
import { go, holder, message, offered, press, row, signIn, state, write } from './lib/staff.mjs';

let desk;
let browser;
let client;
/** Signed-in browsers by level, made when first needed. */
const signedIn = {};

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
  if (!signedIn[level]) {
    signedIn[level] = await person(browser, desk);
    await signIn(signedIn[level].page, desk.accounts[level]);
  }
  return signedIn[level].page;
}

async function newRequest(question = 'Do you lend umbrellas?') {
  const number = await ask(client.page, { question, name: 'Dee', email: 'dee@client.example' });
  return { number, path: `/desk/requests/${short(number)}` };
}

// proves: RF-25, XT-131
test('no page of staff opens without signing in, and signing in leads back to it', async () => {
  const { context, page } = await person(browser, desk);
  const { path } = await newRequest();
  for (const address of ['/desk', '/desk/home', '/desk/mail', '/desk/jobs', path]) {
    const answer = await page.goto(address);
    assert.equal(new URL(page.url()).pathname, '/sign-in', address);
    assert.ok(!(await answer.text()).includes('umbrellas'));
  }
  const { regular } = desk.accounts;
  await page.locator('[name=email]').fill(regular.email);
  await page.locator('[name=password]').fill('not the password at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const wrong = await errors(page);
  assert.deepEqual(wrong.fields, ['That address and password do not belong together.']);
  assert.equal(await page.locator('[name=email]').inputValue(), regular.email, 'the address is kept');
  assert.equal(await page.locator('[name=password]').inputValue(), '', 'the password is not');
  await page.locator('[name=password]').fill(regular.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  assert.equal(new URL(page.url()).pathname, path);
  await context.close();
});

// proves: attack C5 (the words; the time is measured elsewhere)
test('an unknown address is refused with the same page as a wrong password', async () => {
  const { context } = await person(browser, desk);
  const answers = [];
  for (const email of [desk.accounts.regular.email, 'nobody@a.example']) {
    const form = { email, password: 'not the password at all', next: '' };
    const answer = await context.request.post('/sign-in', { form, headers: { origin: desk.url } });
    answers.push([answer.status(), Object.keys(answer.headers()).sort(), (await answer.text()).replaceAll(email, '')]);
  }
  assert.equal(answers[0][0], 422);
  assert.deepEqual(answers[0], answers[1]);
  await context.close();
});

// proves: attack E14, v5.0.0-7.4.1
test('after signing out nothing is left to go back to', async () => {
  const { context, page } = await person(browser, desk);
  await signIn(page, desk.accounts.general);
  const { path } = await newRequest();
  await page.goto(path);
  const before = (await context.cookies()).find(({ name }) => name === 'sid');
  await page.getByRole('button', { name: 'Sign out' }).click();
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  // What stays knows the browser, for the count of tries, and opens nothing.
  assert.deepEqual((await context.cookies()).map(({ name }) => name), ['device'], 'the cookie is gone');
  await page.goBack();
  assert.ok(!(await page.content()).includes('umbrellas'), 'the page is not in the history');
  await context.addCookies([before]);
  await page.goto(path);
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'the old cookie opens nothing');
  await context.close();
});

const OPEN = { general: ['note'], probation: ['note', 'query', 'reallocate', 'take'] };
const CLOSED = { general: ['note'] };
const FULL = ['answer', 'note', 'query', 'reallocate', 'take'];

// proves: attack B6, XT-119
test('each level is offered what it may do, and nothing else works', async () => {
  const { path } = await newRequest();
  for (const level of Object.keys(desk.accounts)) {
    const page = await staff(level);
    await page.goto(path);
    const expected = OPEN[level] ?? FULL;
    assert.deepEqual(await offered(page), expected, level);
    const form = {
      key: await page.locator('main form [name=key]').first().inputValue(),
      version: '1', text: 'Forced.', to: '0', place: '0',
    };
    for (const act of FULL.filter((act) => !expected.includes(act))) {
      const answer = await page.request.post(`${path}/${act}`, { form, headers: { origin: desk.url } });
      assert.equal(answer.status(), 403, `${level} ${act}`);
    }
    await page.goto(path);
    assert.equal(await state(page), 'New', `${level} changed it`);
    assert.equal((await letters(page)).length, 1, `${level} wrote`);
  }
  await write(await staff('regular'), 'answer', 'No.');
  for (const level of Object.keys(desk.accounts)) {
    const page = await staff(level);
    await page.goto(path);
    assert.deepEqual(await offered(page), CLOSED[level] ?? ['note', 'reopen'], `${level}, closed`);
  }
});

// proves: XT-131, attack B6
test('mail and jobs are for those who look after the desk', async () => {
  for (const level of Object.keys(desk.accounts)) {
    const page = await staff(level);
    const sees = ['supervisor', 'administrator'].includes(level);
    await page.goto('/desk/home');
    const behind = [['/desk/mail', 'Outgoing mail'], ['/desk/settings', 'Manage'], ['/desk/jobs', null], ['/desk/staff', null],
      ['/desk/locations', null]];
    for (const [address, name] of behind) {
      if (name) {
        const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
        assert.equal(await link.count(), sees ? 1 : 0, `${level} ${name}`);
      }
      const answer = await page.request.get(address);
      assert.equal(answer.status(), sees ? 200 : 403, `${level} ${address}`);
    }
    if (sees) {
      await page.goto('/desk/settings');
      await page.getByRole('navigation', { name: 'Manage' }).getByRole('link', { name: 'Jobs' }).click();
      await page.locator('main table a').first().click();
      assert.equal(await page.locator('main form[method=post]').count() > 0, level === 'administrator', level);
    }
  }
});

// proves: attack B2, attack B3
test('a confidential request of another location is not there', async () => {
  const counted = {};
  for (const level of Object.keys(desk.accounts)) {
    counted[level] = await openRequests(await staff(level));
  }
  await client.page.goto('/ask/private');
  const wanted = { question: 'Zanzibar umbrellas', name: 'Eve', email: 'eve@client.example' };
  for (const [name, value] of Object.entries(wanted)) {
    if (await client.page.locator(`main [name="${name}"]`).count() > 0) {
      await fill(client.page, { [name]: value });
    }
  }
  await send(client.page);
  const number = short(await client.page.locator('main .spine.big').textContent());
  const place = await client.page.locator('main .lede b').textContent();
  let outside = 0;
  for (const level of Object.keys(desk.accounts)) {
    const page = await staff(level);
    await page.goto('/desk/home');
    const here = (await page.locator('.me small').textContent()).endsWith(place);
    const answer = await page.goto(`/desk/requests/${number}`);
    assert.equal(answer.status(), here ? 200 : 404, `${level} at ${place}`);
    await go(page, number);
    assert.equal(await page.getByText('There is no such request').count(), here ? 0 : 1, level);
    const listed = await row(page, 'all', number);
    assert.equal(listed !== null, here, `${level}: the list`);
    assert.ok(!(await page.content()).includes('Zanzibar'), 'no list shows its words');
    assert.equal(await openRequests(page), counted[level] + (here ? 1 : 0), `${level}: the count`);
    outside += here ? 0 : 1;
  }
  assert.ok(outside > 0, 'nobody of the demo works elsewhere');
});

/** How many requests are open for the one who looks, as the side list counts them. */
async function openRequests(page) {
  await page.goto('/desk?view=all');
  return Number(await page.locator('.side a[href="/desk?view=all"] .count').textContent());
}

test('whoever is slower is told so, keeps what was typed, and can send it then', async () => {
  const { path } = await newRequest();
  const [first, second] = [await staff('supervisor'), await staff('regular')];
  const name = await first.locator('.me bdi').textContent();
  for (const act of ['answer', 'query']) {
    await Promise.all([first.goto(path), second.goto(path)]);
    await (act === 'answer' ? press(first, 'take') : write(first, 'query', 'Which size?'));
    const typed = `${act}: <i>typed</i> & kept\n\nto the last word`;
    const status = second.waitForResponse((response) => response.request().method() === 'POST');
    await write(second, act, typed);
    assert.equal((await status).status(), 409);
    assert.match(await message(second), new RegExp(`^${name} changed this request`));
    const field = second.locator(`form[action$="/${act}"] [name=text]`);
    assert.ok(await field.isVisible(), `the form of ${act} stands open`);
    assert.equal(await field.inputValue(), typed);
    assert.ok(!(await letters(second)).includes(typed), 'nothing was sent');
    await field.locator('xpath=ancestor::form').locator('button[type=submit]').click();
    assert.match(await message(second), act === 'answer' ? /Answered and closed/ : /is on its way/);
    assert.ok((await letters(second)).includes(typed));
    if (act === 'answer') {
      await press(second, 'reopen');
    }
  }
});

test('words for a request that was closed meanwhile stay on the page', async () => {
  const { path } = await newRequest();
  const [first, second] = [await staff('supervisor'), await staff('regular')];
  await Promise.all([first.goto(path), second.goto(path)]);
  await write(first, 'answer', 'We do.');
  await write(second, 'answer', 'We do, at the desk.');
  assert.match(await message(second), /The request is closed now/);
  assert.equal(await second.locator('section.draft .typed').textContent(), 'We do, at the desk.');
  assert.deepEqual(await offered(second), ['note', 'reopen']);
});

test('a reply of the client makes the page of staff stale, and a note is kept all the same', async () => {
  const { number, path } = await newRequest();
  const page = await staff('regular');
  await page.goto(path);
  await check(client.page, number, 'dee@client.example');
  await fill(client.page, { reply: 'Or parasols?' });
  await send(client.page);
  await write(page, 'answer', 'Umbrellas only.');
  assert.match(await message(page), /^The client wrote on this request/);
  assert.ok((await letters(page)).includes('Or parasols?'), 'what is new is there to read');
  await check(client.page, number, 'dee@client.example');
  await fill(client.page, { reply: 'Never mind.' });
  await send(client.page);
  await write(page, 'note', 'Asked for parasols.');
  assert.match(await message(page), /The note is kept/);
});

test('a request goes to a colleague and back to nobody', async () => {
  const { path } = await newRequest();
  const page = await staff('probation');
  await page.goto(path);
  for (const [choice, done] of [[1, (who, text) => text.startsWith(who)], [0, (who) => who === 'nobody']]) {
    await page.locator('details.drop', { has: page.locator('[name=to]') }).locator('> summary').click();
    const words = await page.locator('[name=to] option').nth(choice).textContent();
    await page.locator('[name=to]').selectOption({ index: choice });
    await page.locator('form[action$="/reallocate"] button').click();
    assert.match(await message(page), /The request was reallocated/);
    const who = await holder(page);
    assert.ok(done(who, words), `${who}, chosen: ${words}`);
  }
});

// proves: RF-135, attack C11
test('a page of another site cannot act for somebody who is signed in', async () => {
  const { path } = await newRequest();
  const page = await staff('regular');
  await page.goto(path);
  const fields = await page.locator('form[action$="/answer"] [type=hidden]').evaluateAll((all) => {
    return all.map((field) => `<input name="${field.name}" value="${field.value}">`).join('');
  });
  const html = `<form method="post" action="${desk.url}${path}/answer">${fields}<input name="text" value="Forged."></form>
    <script>document.forms[0].submit()</script>`;
  const evil = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise((resolve) => { evil.listen(0, '127.0.0.1', resolve); });
  try {
    await page.goto(`http://127.0.0.1:${evil.address().port}/`);
    await page.waitForURL(`${desk.url}/**`);
    await page.goto(path);
    assert.equal(await state(page), 'New');
    assert.equal((await letters(page)).length, 1);
  } finally {
    evil.close();
  }
});
