// A person who uses the keyboard alone: goes on with Tab, and sees where they are at every stop.

import assert from 'node:assert/strict';

import { follow } from './browser.mjs';

/** More stops than any page has. */
const MOST = 400;

/** Where the keyboard is: the element in short, and whether a person can see that it is there. */
function where(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) {
      return null;
    }
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const inside = (x, y) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (element.contains(top) || top.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(top)));
    };
    const whole = box.top >= 0 && box.left >= 0 && box.right <= innerWidth + 1 && (box.bottom <= innerHeight + 1 || box.height > innerHeight);
    // A link may run over two lines: its first line is what is looked for.
    const line = element.getClientRects()[0];
    return {
      short: element.outerHTML.replace(/\s+/g, ' ').slice(0, 100),
      ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      seen: whole && line.width > 4 && line.height > 4,
      covered: !inside(line.left + line.width / 2, Math.min(line.top + line.height / 2, innerHeight - 1)),
    };
  });
}

/** Puts the keyboard before the first stop, also of a page that begins in a field. */
export function toTop(page) {
  return page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
}

/** One press of Tab; null when it left the page. */
async function next(page) {
  await page.keyboard.press('Tab');
  const stop = await where(page);
  if (stop) {
    assert.ok(stop.ring, `no ring around ${stop.short}`);
    assert.ok(stop.seen, `not on the screen: ${stop.short}`);
    assert.ok(!stop.covered, `something lies over ${stop.short}`);
  }
  return stop;
}

/** Goes on until the keyboard is at `target`. */
export async function tabTo(page, target) {
  await target.waitFor();
  for (let stops = 0; stops < MOST; stops += 1) {
    await next(page);
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
  }
  throw new Error('Tab never comes there');
}

/** Goes to `target` and presses Enter, which leads to another page. */
export async function enter(page, target) {
  await tabTo(page, target);
  await follow(page, () => page.keyboard.press('Enter'));
}

/** Goes to `target` and types. */
export async function type(page, target, text) {
  await tabTo(page, target);
  for (const line of text.split('\n').entries()) {
    if (line[0] > 0) {
      await page.keyboard.press('Enter');
    }
    await page.keyboard.type(line[1]);
  }
}

/** Goes through the whole page; returns how many stops it has. Every control of it is one. */
export async function walk(page) {
  const wanted = await page.evaluate(() => {
    const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary');
    // Decoys are for programs: no person comes to them.
    const seen = [...all].filter((e) => e.checkVisibility() && !e.closest('[aria-hidden=true]'));
    const groups = new Set(seen.filter((e) => e.type === 'radio').map((e) => e.name));
    return seen.filter((e) => e.type !== 'radio').length + groups.size;
  });
  let stops = 0;
  while (stops < MOST && await next(page) !== null) {
    stops += 1;
  }
  assert.ok(stops >= wanted, `${stops} stops for ${wanted} controls`);
  return stops;
}
