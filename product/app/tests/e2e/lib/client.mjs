// What a person who asks does.

import assert from 'node:assert/strict';

import { follow } from './browser.mjs';

/** A request number as its client has it: one word, without letters that can be misread. */
export const NUMBER = /^QR-\d{5,}-[0-9A-HJKMNP-TV-Z]{5}$/;

/** Fills in the fields of a form by name. */
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name="${name}"]`).first();
    const [tag, type] = await Promise.all([field.evaluate((e) => e.tagName), field.getAttribute('type')]);
    if (type === 'radio' || type === 'checkbox') {
      await page.locator(`main [name="${name}"][value="${value}"]`).check();
    } else if (tag === 'SELECT') {
      await field.selectOption(value);
    } else {
      await field.fill(value);
    }
  }
}

/** Presses the button of the page's form, of the first where there are several. */
export function send(page) {
  return follow(page, () => page.locator('main form').first().locator('button[type=submit]').last().click());
}

/** Asks by a form, taking `pause` milliseconds to fill it in; returns the number. */
export async function ask(page, fields, form = 'general', pause = 0) {
  await page.goto(`/ask/${form}`);
  await fill(page, fields);
  await page.waitForTimeout(pause);
  await send(page);
  return numberOn(page);
}

/** The number on a confirmation, which is one unbroken text. */
export async function numberOn(page) {
  const label = page.locator('main .spine.big');
  assert.equal(await label.count(), 1, `no confirmation: ${await page.title()}`);
  const { nodes, text, lines } = await label.evaluate((element) => ({
    nodes: element.childNodes.length,
    text: element.firstChild.nodeValue,
    lines: element.getClientRects().length,
  }));
  assert.equal(nodes, 1, 'the number is one text');
  assert.equal(lines, 1, 'the number stands on one line');
  assert.match(text, NUMBER);
  return text;
}

/** Opens the page of a request with number and address. */
export async function check(page, number, email) {
  await page.goto('/check');
  await fill(page, { number, email });
  await send(page);
}

/** The short number, as staff see it. */
export function short(number) {
  return number.split('-').slice(0, 2).join('-');
}

/** What the page lists as wrong, and what stands at the fields, both without the hidden word before it. */
export async function errors(page) {
  const summary = await page.locator('#errors li a').allTextContents();
  const fields = await page.locator('main .field .error').allTextContents();
  const plain = (text) => text.replace(/\s+/g, ' ').trim().replace(/^Error: /, '');
  return { summary: summary.map(plain), fields: fields.map(plain) };
}

/** The letters on a page, as texts. */
export async function letters(page) {
  return page.locator('.letters > li .typed').allTextContents();
}
