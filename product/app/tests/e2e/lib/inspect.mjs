// What is true of every page: axe-core finds nothing, nothing is wider than the screen, one heading, one loud
// button, every field with a label, every reference with a target.

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';

/** WCAG 2.0, 2.1 and 2.2, levels A and AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
/** Widths at which nothing may scroll sideways, in CSS pixels. */
const WIDTHS = [320, 360, 768, 1280];
/** Where axe looks: a desk and a telephone. */
const LOOKS = [['light', 1280], ['dark', 1280], ['light', 360], ['dark', 360]];
const LIKE = [['light', 1280], ['dark', 360]];

/** The pages of one test file: counted, and no link of theirs followed twice. */
export class Inspection {
  pages = [];
  #followed = new Set();

  /**
   * Looks at the page that is open in `page`; all faults are told at once. A page `like` another one is looked
   * at in light on a desk and in dark on a telephone only. A link to what is `closed` to the one who looks may
   * say no.
   */
  async page(page, name, { like = false, closed = null } = {}) {
    assert.ok(!this.pages.includes(name), `${name} was looked at already`);
    this.pages.push(name);
    const faults = [
      ...await facts(page),
      ...await widths(page),
      ...await rules(page, like ? LIKE : LOOKS),
      ...await this.#deadLinks(page, closed),
    ];
    assert.deepEqual(faults, [], `${name}: ${page.url()}`);
  }

  /** Links that lead nowhere; of the rows of a list the first three are followed. */
  async #deadLinks(page, closed) {
    const links = await page.locator('a[href^="/"]').evaluateAll((all) => {
      const rows = all.filter((a) => a.closest('tbody'));
      return all.filter((a) => rows.indexOf(a) < 3).map((a) => a.getAttribute('href').split('#')[0]);
    });
    const dead = [];
    for (const link of links.filter((link) => link !== closed && !this.#followed.has(link))) {
      this.#followed.add(link);
      const answer = await page.request.get(link);
      if (!answer.ok()) {
        dead.push(`a link leads to ${answer.status()}: ${link}`);
      }
    }
    return dead;
  }
}

/** What axe-core finds. */
async function rules(page, looks) {
  const faults = new Set();
  for (const [colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const { violations, passes } = await new AxeBuilder({ page })
      .options({ resultTypes: ['violations'] })
      .withTags(RULES)
      .setLegacyMode(true)
      .analyze();
    assert.ok(passes.length > 8, `axe looked at next to nothing: ${passes.map((rule) => rule.id)}`);
    for (const { id, nodes } of violations) {
      faults.add(`${id} (${colorScheme}, ${width}): ${nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return [...faults];
}

/** The widths at which the page scrolls sideways. */
async function widths(page) {
  const faults = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) {
      const what = await page.evaluate(() => {
        const edge = document.documentElement.clientWidth;
        const out = [...document.body.querySelectorAll('*')].find((e) => e.getBoundingClientRect().right > edge + 0.5);
        return out?.outerHTML.slice(0, 120);
      });
      faults.push(`${wide} px too wide at ${width}: ${what}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return faults;
}

/** What can be read off the document. */
function facts(page) {
  return page.evaluate(() => {
    const faults = [];
    const fault = (is, text) => is && faults.push(text);
    const all = (selector) => [...document.querySelectorAll(selector)];
    const seen = (e) => e.checkVisibility({ visibilityProperty: true });

    fault(all('h1').length !== 1, `${all('h1').length} first headings`);
    fault(!/\S – \S/.test(document.title), `title: ${document.title}`);
    fault(!document.documentElement.lang, 'no language');

    const loud = all('.btn.main').filter(seen);
    const menus = new Map();
    for (const button of loud) {
      const menu = button.closest('details.drop');
      menus.set(menu, [...(menus.get(menu) ?? []), button.textContent]);
    }
    for (const [menu, buttons] of menus) {
      fault(buttons.length > 1, `loud buttons ${menu ? 'in a menu' : 'on the page'}: ${buttons.join(', ')}`);
    }
    for (const field of all('input:not([type=hidden]), select, textarea')) {
      const words = [...field.labels].map((label) => label.textContent.trim()).join('');
      fault(!words, `no label: ${field.outerHTML}`);
    }
    const ids = all('[id]').map((e) => e.id);
    fault(new Set(ids).size !== ids.length, `ids twice: ${ids.filter((id, at) => ids.indexOf(id) !== at)}`);
    for (const attribute of ['aria-describedby', 'aria-labelledby', 'for']) {
      for (const e of all(`[${attribute}]`)) {
        const lost = e.getAttribute(attribute).split(/\s+/).filter((id) => !document.getElementById(id));
        fault(lost.length, `${attribute} leads nowhere: ${lost}`);
      }
    }
    for (const link of all('a[href^="#"]')) {
      fault(!document.querySelector(link.getAttribute('href')), `link leads nowhere: ${link.outerHTML}`);
    }
    for (const sheet of all('link[rel=stylesheet]')) {
      fault(!/^sha(384|512)-/.test(sheet.integrity), `no integrity: ${sheet.outerHTML}`);
    }
    fault(all('script, style, [style], iframe, object, embed').length > 0, 'something that the policy forbids');
    const active = all('*').flatMap((e) => e.getAttributeNames().filter((name) => name.startsWith('on')));
    fault(active.length > 0, `handlers in the markup: ${active}`);
    fault(/\{[ $]|requests-|forms-|ui-[a-z]|undefined/.test(document.body.innerText), 'a text that was not filled in');
    return faults;
  });
}

/** Makes the key of the open form, of the first where there are several, one of another year: its page has been open for too long. */
export function age(page, field) {
  return page.locator(`main form [name=${field}]`).first().evaluate((key) => {
    const [version, , ...rest] = key.value.split('.');
    key.value = [version, 1000, ...rest].join('.');
  });
}
