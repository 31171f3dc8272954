// What a member of staff does.

import assert from 'node:assert/strict';

import { follow } from './browser.mjs';

/** Signs in with an account that the demo printed. */
export async function signIn(page, { email, password }, from = '/sign-in') {
  await page.goto(from);
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await follow(page, () => page.getByRole('button', { name: 'Sign in' }).click());
}

/** Opens a request by the box in the bar. */
export async function go(page, number) {
  await page.locator('#go-number').fill(number);
  await follow(page, () => page.getByRole('button', { name: 'Go', exact: true }).click());
}

/** The row of a request in a view, looked for on every page of it. */
export async function row(page, view, number) {
  await page.goto(`/desk?view=${view}`);
  for (let pages = 0; pages < 20; pages += 1) {
    const found = page.locator('table.queue tbody tr').filter({ has: page.locator(`a[href="/desk/requests/${number}"]`) });
    if (await found.count() > 0) {
      assert.equal(await found.count(), 1, `${number} stands once in ${view}`);
      return found;
    }
    const next = page.locator('nav.paging a[rel=next]');
    if (await next.count() === 0) {
      return null;
    }
    await follow(page, () => next.click());
  }
  throw new Error(`${view} has no end`);
}

/** Opens a menu of the action bar. */
export async function open(page, label) {
  await page.locator('details.drop > summary', { hasText: label }).click();
}

/** Writes into the form of the action bar that posts to `act`, and sends it. */
export async function write(page, act, text) {
  const form = page.locator(`form[action$="/${act}"]`);
  if (!await form.locator('[name=text]').isVisible()) {
    await page.locator('details.drop', { has: form }).locator('> summary').click();
  }
  await form.locator('[name=text]').fill(text);
  await follow(page, () => form.locator('button[type=submit]').click());
}

/** Presses the button of a form without words: take, reopen. */
export function press(page, act) {
  return follow(page, () => page.locator(`form[action$="/${act}"] button[type=submit]`).click());
}

/** What the page says was done, or what stands in its way. */
export async function message(page) {
  return (await page.locator('main > .msg').first().textContent()).replace(/\s+/g, ' ').trim();
}

/** The acts that the request page offers, by the end of their form's address. */
export async function offered(page) {
  const actions = await page.locator('main form[method=post]').evaluateAll((forms) => {
    return forms.map((form) => form.getAttribute('action').split('/').at(-1));
  });
  return actions.sort();
}

/** The state in words, as the strip under the head says it. */
export async function state(page) {
  return (await page.locator('.strip .state b').textContent()).trim();
}

/** Who has it, as the facts say. */
export async function holder(page) {
  return (await page.locator('#p-request ~ dl dt:text-is("With") + dd').textContent()).trim();
}
