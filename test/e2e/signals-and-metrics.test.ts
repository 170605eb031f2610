// Signals and Metrics in a real browser, on the demo story: live data, what the address keeps, and that what is missing is shown as missing.
import { describe, expect, it } from 'vitest';
import type { LabState } from '../../dashboard/contract.ts';
import { STORY } from '../fixtures/dashboard/demo-story.ts';
import { useDemoPage } from './demo-page.ts';

const demo = useDemoPage();
const byId = (id: string) => `[data-testid="${id}"]`;

describe('Signals', () => {
  it('marks the first to fire, in order, and lists the silent', async () => {
    demo.feed.jumpTo(STORY.kill + 8);
    await demo.open('signals');
    await demo.shows(`${byId('signal-freshness')}[data-state="firing"]`);
    const order = await demo.page
      .locator('li[data-testid^="signal-"]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-testid')));
    expect(order).toEqual(
      ['broker-missing', 'under-replicated', 'ack-latency', 'lag-seconds', 'freshness'].map(
        (id) => `signal-${id}`,
      ),
    );
    expect(await demo.textOf(byId('signal-broker-missing'))).toMatch(/first.*after 600 ms/s);
    expect(await demo.textOf('[aria-label="Silent signals"]')).toMatch(/of SIGKILL \d+ of 16 knew nothing/);
  });

  it('explains the chosen signal, also after a reload', async () => {
    demo.feed.jumpTo(STORY.kill + 8);
    await demo.open('signals');
    await demo.page.click(`${byId('signal-ack-latency')} button`);
    await demo.shows(byId('signal-detail'));
    await demo.page.reload();
    await demo.shows(byId('signal-detail'));
    expect(await demo.textOf(byId('signal-detail'))).toMatch(
      /notices.*the fault.*p99 1\.5 s.*after SIGKILL/s,
    );
  });

  it('shows a signal without its input as missing, neither quiet nor firing', async () => {
    demo.feed.jumpTo(STORY.kill + 8);
    demo.feed.distort((state) => ({
      ...state,
      signals: state.signals.map((one) => ({ ...one, state: 'missing', message: null })),
    }));
    await demo.open('signals');
    await demo.shows(`${byId('view-headline')}[data-health="missing"]`);
    const states = await demo.page
      .locator('[data-testid^="signal-"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));
    expect(new Set(states)).toEqual(new Set(['missing']));
    expect(states).toHaveLength(16);
  });
});

describe('Metrics', () => {
  it('keeps what is shown and for how long in the address', async () => {
    await demo.open('series');
    await demo.shows(`${byId('metric-throughput')} canvas`);
    await demo.page.getByRole('button', { name: 'lag in seconds' }).click();
    await demo.page.getByRole('button', { name: 'in-sync replicas' }).click();
    await demo.page.getByRole('button', { name: '10 min' }).click();
    const shown = () => demo.page.locator('[data-testid^="metric-"]').count();
    await expect.poll(shown, { timeout: 5_000 }).toBe(2);
    await demo.page.reload();
    await demo.shows(`${byId('metric-isr')} canvas`);
    await expect.poll(shown, { timeout: 5_000 }).toBe(2);
    expect(Object.fromEntries(new URL(demo.page.url()).searchParams)).toEqual({
      show: 'lag-seconds,isr',
      range: '10',
    });
  });

  it('names the faults its bands stand for', async () => {
    demo.feed.jumpTo(STORY.kill + 3);
    await demo.open('series');
    await demo.page.waitForSelector(byId('metric-faults'));
    expect(await demo.textOf(byId('metric-faults'))).toMatch(/SIGKILL .* – now/);
  });

  const silent: Record<string, { does: (state: LabState) => LabState; panels: string[] }> = {
    source: {
      does: (state) => ({ ...state, source: { ...state.source, state: 'missing' } }),
      panels: ['acks'],
    },
    processor: {
      does: (state) => ({
        ...state,
        processors: state.processors.map((one) => ({ ...one, state: 'missing' })),
      }),
      panels: ['lag-records', 'lag-seconds', 'latency-p50', 'latency-p99', 'watermark', 'nulls', 'batches'],
    },
    cluster: {
      does: (state) => ({ ...state, topic: { ...state.topic, reportedAt: state.at - 60_000 } }),
      panels: ['isr'],
    },
    ledger: {
      does: (state) => ({ ...state, ledger: { ...state.ledger, reportedAt: state.at - 60_000 } }),
      panels: ['quarantine', 'lost'],
    },
    lake: {
      does: (state) => ({
        ...state,
        tables: state.tables.map((one) => ({ ...one, version: null, files: null, freshnessMs: null })),
      }),
      panels: ['freshness', 'files'],
    },
    everything: {
      does: (state) => ({
        ...state,
        source: { ...state.source, state: 'missing', madePerSecond: null, ackedPerSecond: null },
        processors: state.processors.map((one) => ({ ...one, state: 'missing' })),
        tables: state.tables.map((one) => ({ ...one, rowsPerSecond: null })),
      }),
      panels: ['throughput', 'memory'],
    },
  };
  it.each(Object.entries(silent))(
    'shows the panels of %s as missing since, with no number, when it falls silent',
    async (_name, { does, panels }) => {
      await demo.open('series');
      for (const id of panels) await demo.shows(`${byId(`metric-${id}`)}[data-missing="false"]`);
      demo.feed.distort(does);
      for (const id of panels) {
        await demo.shows(`${byId(`metric-${id}`)}[data-missing="true"]`);
        for (const text of await demo.page.locator(`${byId(`metric-${id}`)} dd`).allTextContents())
          expect(text).toMatch(/^missing since \d\d:\d\d:\d\d$/);
      }
      demo.feed.distort(undefined);
      for (const id of panels) await demo.shows(`${byId(`metric-${id}`)}[data-missing="false"]`);
    },
  );
});

it.each([
  [
    'signals',
    `${byId('view-headline')}[data-health="ok"]`,
    `${byId('view-headline')}[data-health="missing"]`,
  ],
  ['series', `${byId('metric-lost')}[data-missing="false"]`, `${byId('metric-lost')}[data-missing="true"]`],
])('/%s shows nothing as known when the server is gone', async (path, before, after) => {
  await demo.open(path);
  await demo.shows(before);
  await demo.app.close();
  await demo.shows(after);
  const known =
    '[data-testid^="metric-"][data-missing="false"], [data-testid^="signal-"][data-state="quiet"]';
  expect(await demo.page.locator(known).count()).toBe(0);
});
