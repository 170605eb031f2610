// A page on the demo server, and the browser's complaints about it: what the view tests share. Registers its own clean-up.
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { buildServer, type ServerOptions } from '../../dashboard/server/build-server.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { type DemoArchive, demoArchive } from '../fixtures/dashboard/demo-archive.ts';
import { createDemoFeed, type DemoFeed } from '../fixtures/dashboard/demo-feed.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';

export interface DemoPage {
  browser: Browser;
  page: Page;
  feed: DemoFeed;
  archive: DemoArchive;
  app: FastifyInstance;
  /** With its slash. */
  url: string;
  /** Errors of the page and its console. */
  complaints: string[];
  shows(selector: string): Promise<unknown>;
  textOf(selector: string): Promise<string>;
  query(name: string): string | null;
}

const PATIENCE_MS = 20_000;

/** Call it at the top of a test file; its fields are those of the test that runs. */
export function demoPage(options: Omit<Partial<ServerOptions>, 'feed'> = {}): DemoPage {
  const demo = {
    async shows(selector: string) {
      return demo.page.waitForSelector(selector, { timeout: PATIENCE_MS, state: 'attached' });
    },
    async textOf(selector: string) {
      await demo.shows(selector);
      return (await demo.page.textContent(selector)) ?? '';
    },
    query: (name: string) => new URL(demo.page.url()).searchParams.get(name),
  } as DemoPage;
  beforeAll(async () => {
    await buildPage();
    demo.browser = await launchBrowser();
    demo.archive = await demoArchive();
  });
  afterAll(() => demo.browser.close());
  beforeEach(async () => {
    demo.feed = createDemoFeed({ from: 10 });
    demo.app = await buildServer({ archive: demo.archive, ...options, feed: demo.feed });
    ({ url: demo.url } = await listenOn(demo.app, { port: 0 }));
    demo.page = await demo.browser.newPage({ viewport: { width: 1440, height: 900 } });
    demo.page.setDefaultTimeout(PATIENCE_MS);
    demo.complaints = [];
    demo.page.on('pageerror', ({ message }) => demo.complaints.push(message));
    demo.page.on('console', (message) => {
      if (message.type() === 'error') demo.complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await demo.page.close();
    await demo.app.close();
    demo.feed.close();
  });
  return demo;
}
