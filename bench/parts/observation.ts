// What it costs to look: the whole pipeline at full speed with and without its ledger, with and without everything that reports and watches,
// with and without Toxiproxy in the path. One after the other in each round, so that a drift of the machine falls on all.
import type { Bench, Part, PartResult, Ratio, Row } from '../part.ts';
import { whyNotDirect, withoutProxies } from '../runs/direct-brokers.ts';
import { wholeRun } from '../runs/whole-run.ts';
import { medianOf } from '../spread.ts';

const EVENTS = 500_000;
/** The first run of all starts on a cold cluster; it would fall on one row alone. */
const WARM_UP_EVENTS = 100_000;

const CASES = [
  { key: 'all', label: 'ledger, metrics and Toxiproxy', ledger: true, metrics: true },
  { key: 'withoutLedger', label: 'without the ledger', ledger: false, metrics: true },
  { key: 'withoutMetrics', label: 'without metrics', ledger: true, metrics: false },
  { key: 'withoutBoth', label: 'without ledger and metrics', ledger: false, metrics: false },
] as const;
const DIRECT = { key: 'withoutToxiproxy', label: 'without Toxiproxy', ledger: true, metrics: true };

async function run(bench: Bench): Promise<PartResult> {
  const session = await bench.session();
  const { signal, progress, repeat, settings } = bench;
  const events = bench.events?.[0] ?? EVENTS;
  const noDirect = whyNotDirect(session.cluster);
  const runs = new Map<string, number[]>([...CASES, DIRECT].map(({ key }) => [key, []]));
  progress('observation: a run to warm the cluster, discarded');
  await wholeRun(bench, { events: Math.min(events, WARM_UP_EVENTS), ledger: true, metrics: true });
  for (let round = 1; round <= repeat; round++) {
    for (const { key, label, ledger, metrics } of inTurn(CASES, round)) {
      signal.throwIfAborted();
      progress(`observation: ${label}, round ${round} of ${repeat}`);
      runs.get(key)!.push(await wholeRun(bench, { events, ledger, metrics }));
    }
    if (noDirect !== undefined) continue;
    progress(`observation: ${DIRECT.label}, round ${round} of ${repeat}`);
    const { key, ledger, metrics } = DIRECT;
    const direct = (bootstrap: string[]) => wholeRun(bench, { events, ledger, metrics, bootstrap });
    runs.get(key)!.push(await withoutProxies(session, direct));
  }
  const rows = [...CASES, DIRECT].map(
    ({ key, label }): Row => ({
      key,
      label: `whole pipeline, ${label}`,
      unit: 'events/s',
      runs: runs.get(key)!,
      ...(key === DIRECT.key && noDirect !== undefined ? { skipped: noDirect } : {}),
    }),
  );
  return {
    title: `source, Kafka and processor at full speed, ${events.toLocaleString('en-US')} events`,
    rows,
    ratios: ratiosOf(runs),
    configuration: {
      'report ms': settings.processor.reportEveryMs,
      metrics: 'reports, cluster watch, signals, feed of the page, recorder',
    },
    facts: { events },
  };
}

/** Another one begins each round. */
function inTurn<T>(all: readonly T[], round: number): T[] {
  const first = (round - 1) % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

function ratiosOf(runs: ReadonlyMap<string, readonly number[]>): Ratio[] {
  const ratio = (key: string, label: string, to: string, target?: { atLeast: number }): Ratio => {
    const known = runs.get(to)!.length > 0;
    return {
      key,
      label,
      value: known ? medianOf(runs.get('all')!) / medianOf(runs.get(to)!) : null,
      ...(known ? {} : { why: 'not measured here' }),
      ...(target ? { target } : {}),
    };
  };
  return [
    ratio('observedToBlind', 'with / without ledger and metrics', 'withoutBoth', { atLeast: 0.95 }),
    ratio('ledgerOnToOff', 'with / without ledger', 'withoutLedger'),
    ratio('metricsOnToOff', 'with / without metrics', 'withoutMetrics'),
    ratio('proxyToDirect', 'with / without Toxiproxy', DIRECT.key),
  ];
}

export const part: Part = {
  id: 'observation',
  place: 5,
  summary: 'what ledger, metrics and Toxiproxy cost',
  run,
};
