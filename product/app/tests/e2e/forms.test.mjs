// Forms: built by an administrator who follows links and buttons alone, and asked with, without script.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from './lib/browser.mjs';
import { Desk } from './lib/desk.mjs';
import { signIn } from './lib/staff.mjs';

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

test('an administrator builds a form with a condition and a table of codes, publishes it, and is asked through it', async () => {
  const { page, context } = await person(browser, desk);
  await signIn(page, desk.accounts.administrator);
  const link = (name) => page.getByRole('link', { name, exact: true }).first().click();
  const button = (name) => page.getByRole('button', { name, exact: true }).first().click();
  await link('Manage');
  await link('Forms');
  await link('New form');
  await page.getByLabel('Title').fill('Reading room seats');
  await button('Make it');
  assert.equal(new URL(page.url()).pathname, '/desk/forms/reading-room-seats');
  await page.getByLabel('Add a question').selectOption({ label: 'One of several choices' });
  await button('Go on');
  await page.getByLabel('Question English', { exact: true }).fill('Which room?');
  await page.getByLabel('Choices English').fill('Main room\nmaps = Map room | Large tables\nStrongroom');
  await page.getByLabel('Does it have to be answered?').selectOption({ label: 'Yes' });
  await button('Save');
  await page.getByLabel('Add a question').selectOption({ label: 'A line of text' });
  await button('Go on');
  await page.getByLabel('Question English', { exact: true }).fill('Which map?');
  await page.getByText('Ask it only after certain answers').click();
  await page.getByLabel('Map room', { exact: true }).check();
  await button('Save');
  await link('Preview');
  await page.getByLabel('Map room').check();
  await page.getByLabel('What would you like to know?').fill('Is there a seat on Monday?');
  await page.getByLabel('Your email address').fill('reader@example.org');
  await button('Try it');
  await page.getByLabel('Which map?').waitFor();
  await button('Try it');
  await page.getByText('This would have been taken.').waitFor();
  await page.goto('/desk/forms/reading-room-seats');
  await button('Publish');
  await page.getByText('Published.').waitFor();
  await context.close();

  const { page: asking, context: reader } = await person(browser, desk, { scripts: false, width: 320 });
  await asking.goto('/ask');
  await asking.getByRole('link', { name: /Reading room seats/ }).click();
  await asking.getByLabel('What would you like to know?').fill('A seat on Monday?');
  await asking.getByLabel('Your email address').fill('reader@example.org');
  await asking.getByLabel(/Map room/).check();
  await asking.getByRole('button', { name: 'Send' }).click();
  await asking.getByText('There is more to ask.').waitFor();
  await asking.getByRole('link', { name: 'Go to it' }).click();
  await asking.getByLabel('Which map?').fill('The tithe map');
  const width = await asking.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `nothing is wider than the window: ${width}`);
  await asking.getByRole('button', { name: 'Send' }).click();
  await asking.getByText(/QR-\d+-/).first().waitFor();
  await reader.close();
});
