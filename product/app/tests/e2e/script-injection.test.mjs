// Attacks A1 and A2: what people type is text, wherever it is shown.
//
// Pages are opened twice: under the content security policy, which must have nothing to report, and in a
// browser that ignores the policy, where only the escaping stands between the text and the page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { follow, openBrowser, person } from './lib/browser.mjs';
import { NUMBER, check, letters, send, short } from './lib/client.mjs';
import { Desk, run } from './lib/desk.mjs';
import { PAYLOADS, skeleton, trap } from './lib/payloads.mjs';
import { row, signIn } from './lib/staff.mjs';

const EMAIL = 'kim@client.example';
const HARMLESS = 'harmless';

let desk;
let browser;
/** Two browsers each: `[guarded, unguarded]`. */
let clients;
let staff;

before(async () => {
  desk = await Desk.demo();
  browser = await openBrowser();
  clients = [await person(browser, desk), await person(browser, desk, { unguarded: true })];
  staff = [await person(browser, desk), await person(browser, desk, { unguarded: true })];
  for (const { context } of [...clients, ...staff]) {
    await context.addInitScript(trap);
  }
  for (const { page } of staff) {
    await signIn(page, desk.accounts.regular);
  }
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** The value of a hidden field. */
function hidden(html, name) {
  return html.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];
}

/** Sends a form without showing it. */
async function post(page, path, form) {
  const answer = await page.request.post(path, { form, headers: { origin: desk.url } });
  return { status: answer.status(), html: await answer.text() };
}

/** An answer to every question of the form `complete`, with `text` wherever text may stand. */
function complete(key, text) {
  const year = `${new Date().getFullYear() + 1}`;
  return {
    key, group_name: text, wishes: text, name: text, phone: text.slice(0, 40), email: EMAIL,
    kind_of_group: 'family', subject_area: 'land_maps', arrangements: 'quiet', people: '3', been_before: 'yes',
    'visit_on.day': '2', 'visit_on.month': '3', 'visit_on.year': year, in_charge: 'yes',
  };
}

/** A request in which everybody writes `text`; returns its number. */
async function story(text) {
  const [{ page: client }] = clients;
  const [{ page: desker }] = staff;
  const blank = await (await client.request.get('/ask/complete')).text();
  const asked = await post(client, '/ask/complete', complete(hidden(blank, 'key'), text));
  const number = asked.html.match(/<bdi class="spine big"[^>]*>([^<]+)</)?.[1] ?? '';
  assert.match(number, NUMBER, `${text}: ${asked.status}`);
  const path = `/desk/requests/${short(number)}`;
  const act = async (name) => {
    const shown = await (await desker.request.get(path)).text();
    const done = await post(desker, `${path}/${name}`, { key: hidden(shown, 'key'), version: hidden(shown, 'version'), text });
    assert.equal(done.status, 200, `${name}: ${text}`);
  };
  await act('note');
  await act('query');
  const manage = await post(client, '/check', { number, email: EMAIL });
  await post(client, '/check/reply', { number, pass: hidden(manage.html, 'pass'), reply: text });
  await act('answer');
  return number;
}

/** The text as it is kept: without control characters and without white space at its ends. */
const kept = (text) => text.trim();
const line = (text) => text.trim().split(/\s+/).join(' ');

/** The page is made of the same elements as with a harmless text, and nothing ran. */
async function assertSame(page, model, what) {
  const { bones, hit } = await skeleton(page);
  assert.ok(!hit, `${what}: it ran`);
  assert.deepEqual(bones, model.bones, what);
}

/** Two pages of a request, opened in a browser: that of staff and that of the client. */
async function pages(at, number) {
  await staff[at].page.goto(`/desk/requests/${short(number)}`);
  await check(clients[at].page, number, EMAIL);
  return [staff[at].page, clients[at].page];
}

function assertQuiet() {
  for (const [name, [guarded, unguarded]] of Object.entries({ clients, staff })) {
    for (const { watch } of [guarded, unguarded]) {
      watch.assertQuiet(name);
      const foreign = watch.visited.filter((url) => !url.startsWith(`${desk.url}/`));
      assert.deepEqual(foreign, [], `${name} were led away`);
    }
  }
}

// proves: attack A1, attack A2, v5.0.0-1.2.1, v5.0.0-3.2.2
test('attack_a1_words_of_clients_and_staff_are_shown_as_typed', async () => {
  assert.ok(PAYLOADS.length >= 60);
  const harmless = await story(HARMLESS);
  const models = [];
  for (const page of await pages(0, harmless)) {
    models.push(await skeleton(page));
  }
  for (const text of PAYLOADS) {
    const number = await story(text);
    for (const at of [0, 1]) {
      const [desker, client] = await pages(at, number);
      await assertSame(desker, models[0], `staff: ${text}`);
      await assertSame(client, models[1], `client: ${text}`);
      const said = await letters(client);
      assert.deepEqual(said, [kept(text), kept(text), kept(text), kept(text)], text);
      const known = await desker.locator('.letters .typed').allTextContents();
      assert.equal(known.filter((words) => words.endsWith(kept(text))).length, 5, `staff reads ${text}`);
      const name = await desker.locator('#p-client ~ dl dd bdi').first().textContent();
      assert.equal(name, line(text));
      assert.equal(await desker.locator('h1').textContent(), line(text), 'the subject');
    }
  }
  assertQuiet();
});

// proves: attack A2
test('attack_a2_names_and_subjects_are_text_in_every_list', async () => {
  const allowed = new Set();
  for (const { page } of staff) {
    for (const address of ['/desk?view=closed', '/desk/home']) {
      await page.goto(address);
      const { bones, hit } = await skeleton(page);
      assert.ok(!hit, address);
      bones.forEach((bone) => allowed.add(bone));
    }
  }
  const odd = [...allowed].filter((bone) => !/^(html|head|body|meta|title|link|a|header|svg|path|circle|rect|polygon|polyline|line|g|nav|ul|ol|li|form|label|input|button|div|span|bdi|small|main|details|summary|p|h1|h2|h3|b|table|caption|thead|tbody|tr|th|td|time|footer|section|dl|dt|dd)\[[a-z-,:A-Z]*\]$/.test(bone) || /\bon[a-z]+/.test(bone));
  assert.deepEqual(odd, [], 'elements that no list has');
  const [{ page }] = staff;
  const newest = await page.goto('/desk?view=closed').then(() => page.locator('tbody tr').count());
  assert.equal(newest, 50);
  const texts = await page.locator('td.client bdi').allTextContents();
  const subjects = await page.locator('th.subject .line').allTextContents();
  const last = PAYLOADS.slice(-30).map(line);
  for (const text of last) {
    assert.ok(texts.includes(text), `client: ${text}`);
    assert.ok(subjects.includes(text), `subject: ${text}`);
  }
  assertQuiet();
});

// proves: attack A2
test('attack_a2_what_a_form_refuses_stands_in_its_fields_as_typed', async () => {
  for (const [at, { page }] of clients.entries()) {
    let model = null;
    // Where the policy stands in the way as well, a third of them is enough to see that it is not asked.
    for (const text of [HARMLESS, ...PAYLOADS.filter((_, nth) => at === 1 || nth % 3 === 0)]) {
      await page.goto('/ask/complete');
      await page.evaluate((value) => {
        for (const field of document.querySelectorAll('main form [name]:not([name=key])')) {
          if (field.localName === 'select') {
            field.append(new Option(value, value, true, true));
          } else if (field.type === 'radio' || field.type === 'checkbox') {
            field.value = value;
            field.checked = true;
          } else {
            field.value = value;
          }
        }
      }, text);
      await send(page);
      const shown = await skeleton(page);
      model ??= shown;
      await assertSame(page, { bones: filled(model.bones, shown.bones) }, text);
      assert.equal(await page.locator('[name=wishes]').inputValue(), text);
      assert.equal(await page.locator('[name=name]').inputValue(), text);
      }
  }
  assertQuiet();
});

/** Which answers are wrong depends on the text a little: the list of errors may be shorter, nothing else. */
function filled(model, shown) {
  const known = new Set(model);
  const strange = shown.filter((bone) => !known.has(bone));
  return strange.length === 0 ? shown : model;
}

// proves: attack A2, RF-109
test('attack_a2_what_comes_in_an_address_or_a_small_form_is_not_repeated_as_markup', async () => {
  const [{ page: client }] = clients;
  const [{ page: desker }] = staff;
  const marked = PAYLOADS.filter((text) => /[<>"']/.test(text));
  for (const text of marked) {
    const part = encodeURIComponent(text);
    const visits = [
      [client, `/${part}`], [client, `/ask/${part}`], [client, `/sign-in?next=${part}`], [client, `/enrol/${part}`],
      [desker, `/desk?view=${part}`], [desker, `/desk?view=all&after=${part}`], [desker, `/desk/go?number=${part}`],
      [desker, `/desk/requests/${part}`], [desker, `/desk/requests/QR-10001?done=${part}`], [desker, `/desk/jobs/${part}`],
    ];
    for (const [who, address] of visits) {
      const answer = await who.request.get(address);
      assert.ok(answer.status() < 500, `${answer.status()} ${address}`);
      assert.ok(!(await answer.text()).includes(text), address);
    }
    for (const [path, form] of [
      ['/check', { number: text, email: text, reply: text }], ['/sign-in', { email: text, password: text, next: text }],
      ['/check/reply', { number: text, pass: text, reply: text }],
    ]) {
      const answer = await post(client, path, form);
      assert.ok(answer.status < 500, `${answer.status} ${path}`);
      assert.ok(!answer.html.includes(text), `${path}: ${text}`);
      assert.ok(path !== '/sign-in' || answer.html.includes('name="password"'), 'the page to sign in, again');
    }
  }
});

// proves: attack A2
test('attack_a2_names_of_staff_are_text', async () => {
  const names = PAYLOADS.filter((text) => text.length < 60).slice(0, 6);
  let link = '';
  for (const [at, name] of names.entries()) {
    const made = run('staff', 'add', '--data', desk.data, '--email', `x${at}@a.example`, '--name', name, '--level', 'regular');
    assert.equal(made.status, 0, made.stderr);
    link = new URL(made.stdout.trim().split('\n').at(-1)).pathname;
  }
  const { page, context, watch } = await person(browser, desk, { unguarded: true });
  await context.addInitScript(trap);
  const password = 'nine grey herons in the mist';
  await page.goto(link);
  await page.locator('[name=password]').fill(password);
  await page.locator('[name=again]').fill(password);
  await send(page);
  await signIn(page, { email: `x${names.length - 1}@a.example`, password });
  assert.equal(await page.locator('.me bdi').textContent(), names.at(-1));
  await (await row(page, 'all', short(await open()))).locator('a').click();
  await page.locator('details.drop').last().locator('summary').click();
  const listed = await page.locator('#r-to option').allTextContents();
  for (const name of names) {
    assert.ok(listed.some((option) => option.startsWith(`${name}, `)), name);
  }
  await follow(page, () => page.locator('form[action$="/take"] button').click());
  assert.ok(!(await skeleton(page)).hit);
  watch.assertQuiet();
  await context.close();
});

/** A new request; returns its number. */
async function open() {
  const [{ page }] = clients;
  const blank = await (await page.request.get('/ask/general')).text();
  const asked = await post(page, '/ask/general', { key: hidden(blank, 'key'), question: HARMLESS, email: EMAIL });
  return asked.html.match(/<bdi class="spine big"[^>]*>([^<]+)</)[1];
}
