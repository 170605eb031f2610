// The pictures of Scenarios, Runs and replay: each dark and wide, light and wide, dark and narrow.
import type { DemoArchive } from '../fixtures/dashboard/demo-archive.ts';
import type { DemoFeed } from '../fixtures/dashboard/demo-feed.ts';
import { STORY } from '../fixtures/dashboard/demo-story.ts';
import type { Shot } from './shots.ts';

const wide = { width: 1600, height: 900 } as const;
const narrow = { width: 390, height: 844 } as const;

const everywhere = (name: string, path: string, rest: Partial<Shot>): Shot[] => [
  { name: `${name}-dark`, path, at: STORY.healthy + 12, scheme: 'dark', ...wide, ...rest },
  { name: `${name}-light`, path, at: STORY.healthy + 12, scheme: 'light', ...wide, ...rest },
  {
    name: `${name}-390`,
    path,
    at: STORY.healthy + 12,
    scheme: 'dark',
    ...rest,
    ...narrow,
    full: rest.full ?? true,
  },
];

/** A run that has just begun its fault. */
async function broken(feed: DemoFeed): Promise<void> {
  const run = { scenario: 'broker-loss', variant: 'naive', seed: 7, disarmed: false, without: undefined };
  await feed.actions.runScenario(run);
  feed.jumpTo(STORY.kill + 6);
}

const still = (run: string, at: number) => `?replay=${run}&at=${at}`;
const CURVES = '[data-testid="run-curves"] canvas';
const MARKED = '[data-testid="replay-bar"] svg .fault';

export const shotsOfRuns = ({ naive, hardened, late }: DemoArchive['ids']): Shot[] => [
  ...everywhere('scenarios', '/scenarios', { ready: '[data-testid="scenario-broker-loss"]' }),
  ...everywhere('scenario-one', '/scenarios?scenario=broker-loss&q=broker&seed=7', {
    ready: '[data-testid="run-verdict"]',
    full: true,
  }),
  ...everywhere('scenario-cases', '/scenarios?scenario=topic-misconfigured', {
    ready: '[data-testid="scenario-detail"]',
  }),
  ...everywhere('scenario-runs', '/scenarios?scenario=broker-loss', {
    ready: '[data-testid="live-fault"]',
    before: broken,
  }),
  ...everywhere('runs-list', '/runs', { ready: '[data-testid="runs"]' }),
  ...everywhere('runs-none', '/runs?kind=drain', { ready: '.none' }),
  ...everywhere('runs-one', `/runs?run=${naive}`, { ready: CURVES, full: true }),
  ...everywhere('runs-suite', '/runs?suite=demo1', { ready: '[data-testid="suite-rows"]', full: true }),
  ...everywhere('runs-compare', `/runs?a=${naive}&b=${hardened}`, { ready: CURVES, full: true }),
  ...everywhere('replay-flow', `/${still(naive, 11)}`, { ready: MARKED, full: false }),
  ...everywhere('replay-truth', `/truth${still(late, 24)}`, { ready: MARKED, full: false }),
];
