// Figures of the page in a real browser: paint, script, delay, frames, memory. Each takes a fresh context, so that none profits from another's cache.
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import type { LabState } from '../../dashboard/contract.ts';
import type { Demo } from './open-demo.ts';

const PARTITIONS = 24;
const VIEWPORT = { width: 1600, height: 900 };

async function onFreshPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** First contentful paint of the home view, ms, nothing cached. */
export async function firstPaintMs(browser: Browser, { url }: Demo, times: number): Promise<number[]> {
  const paints: number[] = [];
  for (let n = 0; n < times; n += 1)
    paints.push(
      await onFreshPage(browser, async (page) => {
        await page.goto(url);
        await page.waitForSelector('canvas');
        return page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
      }),
    );
  return paints;
}

/** All script the home view loads, bytes after gzip. */
export function homeScriptBytes(browser: Browser, { url }: Demo): Promise<number> {
  return onFreshPage(browser, async (page) => {
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (/\.js$/.test(new URL(response.url()).pathname))
        sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(url);
    await page.waitForSelector('canvas');
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  });
}

const brokerDown = (state: LabState): LabState => ({
  ...state,
  brokers: state.brokers.map((one) => (one.id === 2 ? { ...one, state: 'down' as const, pid: null } : one)),
});

/** Resolves in the page with its clock at the frame after the broker's box has this health. */
const drawnWith = (health: string) =>
  `new Promise((resolve) => {
    const look = () => document.querySelector('[data-testid="node-broker-2"]')?.dataset.health === '${health}'
      ? requestAnimationFrame(() => resolve(Date.now()))
      : requestAnimationFrame(look);
    look();
  })`;

/** From a change in the lab's state until the frame that shows it, ms. */
export function eventToPixelMs(browser: Browser, { url, feed }: Demo, times: number): Promise<number[]> {
  return onFreshPage(browser, async (page) => {
    await page.goto(url);
    await page.waitForSelector('[data-testid="node-broker-2"]');
    const delays: number[] = [];
    for (let n = 0; n < times; n += 1) {
      feed.jumpTo(5);
      feed.distort(undefined);
      await page.evaluate(drawnWith('ok'));
      const drawn = page.evaluate<number>(drawnWith('down'));
      // Off the beat of the sampler, so that the wait for it is part of the figure.
      await page.waitForTimeout(40 + ((n * 37) % 100));
      const at = Date.now();
      feed.distort(brokerDown);
      delays.push((await drawn) - at);
    }
    feed.distort(undefined);
    return delays;
  });
}

/** A lab with many partitions: some two hundred series. */
export function manySeries(state: LabState): LabState {
  const ids = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  const wave = (partition: number) => 1 + Math.sin(state.at / 700 + partition);
  const [first] = state.topic.partitions;
  return {
    ...state,
    topic: {
      ...state.topic,
      partitions: ids.map((partition) => ({ ...first!, partition, inPerSecond: 200 * wave(partition) })),
    },
    processors: state.processors.map((one) => ({
      ...one,
      report: one.report && {
        ...one.report,
        assigned: ids,
        partitions: ids.map((partition) => ({
          ...one.report!.partitions[0]!,
          partition,
          lagRecords: Math.round(100 * wave(partition)),
          lagMs: 100 * wave(partition),
        })),
      },
    })),
  };
}

export interface FrameFigures {
  /** ms between frames. */
  frames: number[];
  series: number;
  updatesPerSecond: number;
}

/** Frames of the Metrics view while the stream brings ten updates a second. */
export function frameTimes(browser: Browser, { url }: Demo, forMs: number): Promise<FrameFigures> {
  return onFreshPage(browser, async (page) => {
    let updates = 0;
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).startsWith('{"t":"delta"')) updates += 1;
      }),
    );
    await page.goto(new URL('series', url).href);
    await page.waitForSelector('canvas');
    updates = 0;
    const frames = await page.evaluate<number[]>(
      `new Promise((resolve) => {
        const frames = [];
        const end = performance.now() + ${forMs};
        let last;
        const step = (now) => {
          if (last !== undefined) frames.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(step); else resolve(frames);
        };
        requestAnimationFrame(step);
      })`,
    );
    const answer = await fetch(new URL('api/metrics', url));
    const { series } = (await answer.json()) as { series: unknown[] };
    return { frames, series: series.length, updatesPerSecond: updates / (forMs / 1000) };
  });
}

/** Live bytes of the page's heap after a minute to settle, and after so many more. */
export function heapGrowth(browser: Browser, { url }: Demo, minutes: number) {
  return onFreshPage(browser, async (page) => {
    await page.goto(url);
    await page.waitForSelector('canvas');
    const devtools = await page.context().newCDPSession(page);
    const liveBytes = async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      return (await devtools.send('Runtime.getHeapUsage')).usedSize;
    };
    // The story has come round once by then, so all that is ever cached is there.
    await page.waitForTimeout(60_000);
    const firstBytes = await liveBytes();
    await page.waitForTimeout(minutes * 60_000);
    return { firstBytes, lastBytes: await liveBytes() };
  });
}
