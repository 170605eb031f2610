// A page on the demo story with its small real lake, for browser tests: one browser and lake per file, one server and page per test.
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { buildServer, type ServerOptions } from '../../dashboard/server/build-server.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { type DemoArchive, demoArchive } from '../fixtures/dashboard/demo-archive.ts';
import { createDemoFeed, type DemoFeed } from '../fixtures/dashboard/demo-feed.ts';
import { type DemoLabs, demoLabs } from '../fixtures/dashboard/demo-labs.ts';
import { createDemoLake, type DemoLake } from '../fixtures/dashboard/demo-lake.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';

export interface DemoPage {
  browser: Browser;
  feed: DemoFeed;
  archive: DemoArchive;
  /** A learner in the middle of lab 4. */
  labs: DemoLabs;
  app: FastifyInstance;
  /** With a slash at its end. */
  url: string;
  page: Page;
  /** Errors of the page and of its console. */
  complaints: string[];
  /** Goes to a path of the page. */
  open(path: string): Promise<void>;
  shows(selector: string, timeoutMs?: number): Promise<unknown>;
  textOf(selector: string): Promise<string>;
  /** What the address says of a choice. */
  query(name: string): string | null;
}

export interface DemoOptions {
  from?: number;
  /** What the server is built with besides feed, archive and inquiry. */
  server?: Pick<ServerOptions, 'token' | 'tokenOnly'>;
}

/** Registers its hooks in the file that calls it. The story starts at `from` in every test. */
export function useDemoPage({ from = 10, server = {} }: DemoOptions = {}): DemoPage {
  let lake: DemoLake;
  const demo = { complaints: [] as string[] } as DemoPage;
  demo.open = async (path) => void (await demo.page.goto(new URL(path, demo.url).href));
  demo.shows = (selector, timeoutMs = 20_000) =>
    demo.page.waitForSelector(selector, { timeout: timeoutMs, state: 'attached' });
  demo.textOf = async (selector) => (await demo.page.locator(selector).first().textContent()) ?? '';
  demo.query = (name) => new URL(demo.page.url()).searchParams.get(name);

  beforeAll(async () => {
    await buildPage();
    [demo.browser, demo.archive, demo.labs, lake] = await Promise.all([
      launchBrowser(),
      demoArchive(),
      demoLabs(),
      createDemoLake(),
    ]);
    await demo.labs.playHalf();
  });
  afterAll(async () => {
    await demo.browser.close();
    await Promise.all([lake.close(), demo.labs.close()]);
  });
  beforeEach(async () => {
    demo.feed = createDemoFeed({ from });
    demo.app = await buildServer({
      ...server,
      feed: demo.feed,
      archive: demo.archive,
      inquiry: lake.inquiryFor(demo.feed),
      labs: demo.labs.desk,
    });
    ({ url: demo.url } = await listenOn(demo.app, { port: 0 }));
    demo.page = await demo.browser.newPage({ viewport: { width: 1440, height: 900 } });
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
