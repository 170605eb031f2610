// The screenshots of Signals, Metrics, Lake and Why: healthy and broken, dark and light, wide and narrow.
import type { LabState } from '../../dashboard/contract.ts';
import { RUN_ID, STORY } from '../fixtures/dashboard/demo-story.ts';
import type { Shot } from './shots.ts';

const HEADLINE = '[data-testid="view-headline"]';
const GRID = '[data-testid="grid"]';
const TABLE = '[data-testid="table-panel"] table';
const CHAIN = '[data-testid="chain"]';
const LINES = '[data-testid="logs"] li';
const LOST_SQL =
  "SELECT l.event_id, l.made_at, l.kafka_partition, l.kafka_offset\nFROM ledger l ANTI JOIN bronze b USING (event_id)\nWHERE l.outcome = 'acked'\nORDER BY l.seq";
const sql = (text: string) => `/lake?part=sql&sql=${encodeURIComponent(text)}`;

/** The name says scheme and width: `…-dark`, `…-light`, `…-390`. */
function shot(name: string, path: string, at: number, ready: string, more: Partial<Shot> = {}): Shot {
  const narrow = name.includes('390');
  const size = narrow ? { width: 390, height: 844, full: true } : { width: 1600, height: 900 };
  return { name, path, at, ready, scheme: name.includes('light') ? 'light' : 'dark', ...size, ...more };
}

const processorDead = (state: LabState): LabState => ({
  ...state,
  processors: state.processors.map((one) => ({ ...one, state: 'down' })),
});

const { kill, healthy, verdict, inSync } = STORY;
export const LOOK_SHOTS: readonly Shot[] = [
  shot('signals-broken-dark', '/signals', kill + 14, HEADLINE),
  shot('signals-chosen-light', '/signals?signal=under-replicated', verdict, HEADLINE),
  shot('signals-healthy-dark', '/signals', healthy + 12, HEADLINE),
  shot('signals-390', '/signals', kill + 14, HEADLINE),
  shot('signals-lost-dark', '/signals', kill + 9, HEADLINE, { serverGone: true }),
  shot('metrics-broken-dark', '/series', kill + 14, 'canvas', { full: true, warmUpMs: 32_000 }),
  shot('metrics-light', '/series', inSync, 'canvas', { warmUpMs: 3_000 }),
  shot('metrics-one-dark', '/series?show=lag-seconds', kill + 14, 'canvas', { warmUpMs: 5_000 }),
  shot('metrics-390-light', '/series?show=throughput,lag-seconds,isr', kill + 9, 'canvas'),
  shot('metrics-lost-dark', '/series', kill + 9, 'canvas', { serverGone: true }),
  shot('lake-rows-dark', '/lake', healthy, GRID),
  shot('lake-rows-light', '/lake?table=gold.traffic&version=7', healthy, GRID),
  shot('lake-versions-dark', '/lake?tab=versions&version=6', healthy, TABLE),
  shot('lake-files-light', '/lake?tab=files', healthy, TABLE),
  shot('lake-schema-dark', '/lake?tab=schema', healthy, TABLE),
  shot('lake-quarantine-dark', '/lake?part=quarantine', healthy, 'details'),
  shot('lake-sql-dark', sql(LOST_SQL), healthy, GRID),
  shot('lake-sql-light-error', sql('SELECT *\nFROM silber'), healthy, '[data-testid="refusal"]'),
  shot('lake-390', '/lake', healthy, GRID),
  shot('lake-sql-390-light', sql('FROM gold.traffic'), healthy, GRID),
  shot('lake-lost-dark', '/lake', kill + 9, GRID, { serverGone: true }),
  shot('why-start-dark', '/why', healthy, '[data-testid="empty"]'),
  shot('why-broken-dark', '/why?q=stuck', kill + 14, CHAIN, { full: true, distort: processorDead }),
  shot('why-slow-light', '/why?q=slow&table=silver', kill + 14, CHAIN),
  shot('why-changed-light', '/why?q=changed', healthy, '[data-testid="changes"]'),
  shot('why-trace-dark', `/why?trace=${RUN_ID}-1308203`, healthy, LINES, { full: true }),
  shot('why-trace-light', `/why?trace=${RUN_ID}-1308700`, healthy, '[data-testid="trace"]', { full: true }),
  shot('why-390', `/why?trace=${RUN_ID}-1308203`, healthy, LINES),
  shot('why-chain-390-light', '/why?q=stuck', kill + 14, CHAIN, { distort: processorDead }),
];
