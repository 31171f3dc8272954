// A browser, and people who use it: each with cookies of their own, each watched.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

import { needed } from './desk.mjs';

/** What makes the browser quiet: no sandbox for root, nothing sent by itself. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];

/** The longest one step may take on a busy machine. */
const STEP = 30_000;

/** Starts Debian's browser. */
export function openBrowser() {
  return chromium.launch({ executablePath: needed('CHROMIUM'), args: ARGS });
}

/**
 * A person with a fresh browser profile.
 *
 * @param options `scripts: false` switches JavaScript off; `width` is that of the window; `unguarded` lets
 *   scripts run that the content security policy would stop.
 */
export async function person(browser, desk, { scripts = true, width = 1280, unguarded = false } = {}) {
  const context = await browser.newContext({
    baseURL: desk.url,
    javaScriptEnabled: scripts,
    bypassCSP: unguarded,
    viewport: { width, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  context.setDefaultTimeout(STEP);
  const watch = new Watch(desk.url);
  await watch.follow(context, scripts);
  const page = await context.newPage();
  watch.begin(page);
  return { context, page, watch };
}

/** Does what leads to another page, and waits until that is there. */
export async function follow(page, act) {
  const loaded = page.waitForEvent('load');
  await act();
  await loaded;
}

/** What a browser did and said that a person may not see. */
export class Watch {
  /** Sentences of the console, reports of the content security policy, dialogs, faults. */
  said = [];
  /** Addresses of all requests. */
  requests = [];
  /** Responses to navigations and what they load: `{ url, status, headers, cookies }`. */
  responses = [];
  /** Addresses the page went to. */
  visited = [];

  constructor(url) {
    this.url = url;
  }

  async follow(context, scripts) {
    if (scripts) {
      await context.exposeBinding('__reported', (_, what) => this.said.push(`policy: ${what}`));
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          globalThis.__reported(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
        });
      });
    }
    context.on('request', (request) => this.requests.push(request.url()));
    context.on('response', (response) => this.responses.push(response));
    context.on('console', (message) => this.#console(message));
    context.on('weberror', (error) => this.said.push(`fault: ${error.error()}`));
    context.on('page', (page) => page.on('dialog', (dialog) => {
      this.said.push(`dialog: ${dialog.type()} ${dialog.message()}`);
      return dialog.dismiss().catch(() => {});
    }));
  }

  begin(page) {
    page.on('framenavigated', (frame) => this.visited.push(frame.url()));
  }

  #console(message) {
    // Hints for authors are no faults.
    if (message.type() === 'verbose') {
      return;
    }
    const text = message.text();
    // Chromium repeats the status of a page that says no (404, 422 …) as if it were a fault of the page.
    const ownPage = text.startsWith('Failed to load resource: the server responded with a status of 4');
    const asked = this.responses.some((response) => {
      return response.url() === message.location().url && response.request().isNavigationRequest();
    });
    if (!(ownPage && asked)) {
      this.said.push(`console ${message.type()}: ${text}`);
    }
  }

  /** Nothing was said, and nothing was asked of anybody else. */
  assertQuiet(what = 'the browser') {
    assert.deepEqual(this.said, [], `${what} said something`);
    const foreign = this.requests.filter((url) => !url.startsWith(`${this.url}/`) && url !== 'about:blank');
    assert.deepEqual(foreign, [], `${what} asked somebody else`);
  }
}
