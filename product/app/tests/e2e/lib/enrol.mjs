// Making an account by its one-time link.

import assert from 'node:assert/strict';

import { fill, send } from './client.mjs';

/** A password nobody guesses, for accounts of tests. */
export const PASSWORD = 'seven kettles on the shore';

/** Opens a link and sets the password, saying who one is where the page asks for it. */
export async function enrol(page, link, { name, email }) {
  await page.goto(link);
  if (await page.locator('main [name=email]').count() > 0) {
    await fill(page, { name, email });
  }
  await fill(page, { password: PASSWORD, again: PASSWORD });
  await send(page);
  assert.equal(new URL(page.url()).pathname, '/sign-in', await page.locator('main').textContent());
  return { email, password: PASSWORD };
}
