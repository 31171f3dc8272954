// Mail from end to end: the program serves with a real mail server, and what it sends arrives.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from './lib/browser.mjs';
import { ask, check, fill, letters, send, short } from './lib/client.mjs';
import { Desk, freePort, needed } from './lib/desk.mjs';
import { enrol } from './lib/enrol.mjs';
import { Inspection } from './lib/inspect.mjs';
import { mailTo } from './lib/mail.mjs';
import { message, signIn, write } from './lib/staff.mjs';

const BOSS = { name: 'Lea Boss', email: 'lea@desk.example' };
const EMAIL = `max.${process.pid}@reader.example`;
const QUESTION = 'Wherefore zanzibar umbrella?\nBuy now at evil.example!';
const NAME = 'Maximilian Gratis';
const QUERY = 'Which colour, “green” or blue?';
const ANSWER = 'Because of the monsoon.\n\n.\nFrom the library';

let desk;
let browser;
let client;
let staff;
let number;

before(async () => {
  const [host, port] = needed('QUERIST_TEST_SMTP').split(':');
  const own = await freePort();
  const config = [
    `public_url = "http://localhost:${own}"`,
    '[smtp]',
    `host = "${host}"`,
    `port = ${port}`,
    'mode = "starttls"',
    `ca_file = "${needed('QUERIST_TEST_SMTP_CA')}"`,
    'from = "enquiries@desk.example"',
    'from_name = "Enquiry desk"',
  ];
  desk = await Desk.serve({ port: own, config: config.join('\n') });
  browser = await openBrowser();
  client = await person(browser, desk);
  staff = await person(browser, desk);
  await signIn(staff.page, await enrol(staff.page, desk.invitation, BOSS));
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** What every mail of a request has. */
function assertOwn(mail, to) {
  assert.equal(mail.all('to').length, 1);
  assert.equal(mail.all('from').length, 1);
  assert.match(mail.all('from')[0], /<enquiries@desk\.example>$/);
  assert.deepEqual([...mail.all('cc'), ...mail.all('bcc'), ...mail.all('reply-to')], []);
  assert.ok(mail.to.includes(to));
  assert.match(mail.type, /^text\/plain/);
  assert.ok(mail.subject.startsWith(`[${short(number)}] `), mail.subject);
  assert.ok(!mail.headers.some(([, value]) => value.includes(number)), 'no header carries the full number');
  assert.ok(mail.text.includes(`${desk.url}/check`), 'the way to the page');
}

// proves: attack D8 (the words of the mail)
test('the acknowledgement has the full number and nothing that was typed', async () => {
  number = await ask(client.page, { question: QUESTION, name: NAME, email: EMAIL });
  const mail = await mailTo(EMAIL, 'We have your question');
  assertOwn(mail, EMAIL);
  assert.ok(mail.text.split('\n').some((line) => line.endsWith(` ${number}`)), mail.text);
  const typed = `${QUESTION} ${NAME}`.match(/[A-Za-z.]{4,}/g);
  for (const word of typed) {
    assert.ok(!`${mail.raw} ${mail.subject} ${mail.to} ${mail.text}`.includes(word), `the mail repeats ${word}`);
  }
});

test('a question of staff arrives, with what they wrote and the short number', async () => {
  await staff.page.goto(`/desk/requests/${short(number)}`);
  await write(staff.page, 'query', QUERY);
  const mail = await mailTo(EMAIL, 'A question about your request');
  assertOwn(mail, EMAIL);
  assert.ok(mail.text.includes(QUERY), mail.text);
  assert.ok(!mail.raw.includes(number) && !mail.text.includes(number), 'a later mail does not carry the full number');
});

test('the answer arrives as it was written, and can be read on the page as well', async () => {
  await write(staff.page, 'answer', ANSWER);
  const mail = await mailTo(EMAIL, 'Our answer');
  assertOwn(mail, EMAIL);
  assert.ok(mail.text.includes(ANSWER), mail.text);
  await check(client.page, number, EMAIL);
  assert.deepEqual(await letters(client.page), [QUESTION, QUERY, ANSWER]);
  await staff.page.reload();
  const sent = await staff.page.locator('#p-mail ~ dl dd').allTextContents();
  assert.deepEqual(sent.map((line) => line.split(': ')[1]), ['sent', 'sent', 'sent']);
});

// proves: attack D4
test('a name with line breaks makes no header', async () => {
  const email = `ned.${process.pid}@reader.example`;
  const name = 'Ned\r\nBcc: max@later.example\r\nSubject: gratis';
  const blank = await (await client.context.request.get('/ask/general')).text();
  const key = blank.match(/name="key" value="([^"]*)"/)[1];
  const form = { key, question: QUESTION, name, email };
  const html = await (await client.context.request.post('/ask/general', { form })).text();
  number = html.match(/<bdi class="spine big"[^>]*>([^<]+)</)[1];
  await staff.page.goto(`/desk/requests/${short(number)}`);
  await write(staff.page, 'query', QUERY);
  const mail = await mailTo(email, 'A question about your request');
  assertOwn(mail, email);
  assert.equal(mail.all('subject').length, 1);
});

test('a mail that is refused is shown to staff, with the reason', async () => {
  const email = `nobody.${process.pid}@gone.example`;
  number = await ask(client.page, { question: 'Is anybody there?', email });
  const inspection = new Inspection();
  const alert = staff.page.locator('.msg.fail');
  for (let tries = 0; tries < 100; tries += 1) {
    await staff.page.goto('/desk/home');
    if (await alert.count() > 0) {
      break;
    }
    await staff.page.waitForTimeout(300);
  }
  assert.match(await alert.textContent(), /1 email did not leave/);
  await inspection.page(staff.page, 'home with an alert');
  await alert.locator('a').click();
  await staff.page.locator('main table').waitFor();
  assert.match(await staff.page.locator('main tbody').textContent(), /the mail server refused it \(550/);
  await inspection.page(staff.page, 'mail that was refused');
  await staff.page.goto(`/desk/requests/${short(number)}`);
  assert.match(await staff.page.locator('#p-mail ~ dl dd').textContent(), /not sent/);
  await write(staff.page, 'answer', 'Nobody.');
  assert.match(await message(staff.page), /Answered and closed/);
  await check(client.page, number, email);
  await fill(client.page, { reply: 'I am.' });
  await send(client.page);
  assert.match(await message(client.page), /open again/, 'the page does not need the mail');
  client.watch.assertQuiet();
  staff.watch.assertQuiet();
});
