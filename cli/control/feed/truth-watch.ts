// The truth behind one run, kept up to date once a second: ledger counts, ledger against bronze, gold as shown.
// An error in here is shown as "not compared since", and never touches the pipeline.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldWindow, LabState, WindowDetail } from '../../../dashboard/contract.ts';
import type { RunSpec } from '../../../pipeline/contract/run-spec.ts';
import type { DuckDbSession } from '../../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { type GoldView, goldView, type ShownWindow } from './gold-view.ts';
import { tailLedger } from './ledger-tail.ts';
import { type Comparison, liveComparison } from './live-comparison.ts';

export interface TruthWatch {
  ledger(): LabState['ledger'];
  /** The newest windows, oldest first. */
  windows(): GoldWindow[];
  /** All windows (the newest 2,000), read now. */
  allWindows(): Promise<GoldWindow[]>;
  /** One window with examples of what gold does not show; undefined when there is no such window. */
  windowDetail(start: number): Promise<WindowDetail | undefined>;
  quarantine(): LabState['quarantine'];
  stop(): Promise<void>;
}

const EVERY_MS = 1_000;
const RECENT = 120;
const ALL = 2_000;
const EXAMPLES = 20;

/** Starts watching a run. `note` hears what went wrong in a comparison (once per cause). */
export async function watchTruth(
  spec: RunSpec,
  duckdb: DuckDbSession,
  note: (problem: string) => void,
): Promise<TruthWatch> {
  const connection: DuckDBConnection = await duckdb.connect();
  const storage = localStorage(spec.lakeDir, { fsync: false });
  const ports = lakePorts(storage, duckdb);
  const { windowMs, allowedLatenessMs } = spec.settings.stream;
  const tail = tailLedger(spec.ledgerFile, windowMs);
  const comparer = liveComparison({ ports, connection, runId: spec.runId, topic: spec.topic, windowMs });
  const view = goldView({ ports, connection, windowMs, allowedLatenessMs });
  let comparison: Comparison | undefined;
  let shown: ShownWindow[] = [];
  let late: ReadonlyMap<number, number> = new Map();
  let rejected: ReadonlyMap<string, number> = new Map();
  let stopped = false;
  let lastProblem = '';

  function merge(gold: ShownWindow[], newest: number): GoldWindow[] {
    const byStart = new Map(gold.map((window) => [window.start, window]));
    const starts = new Set([...byStart.keys(), ...tail.windows().keys()]);
    const ordered = [...starts].sort((a, b) => a - b).slice(-newest);
    return ordered.map((start) => {
      const one = byStart.get(start);
      const truth = tail.windows().get(start);
      return {
        start,
        shown: one === undefined ? null : { requests: one.requests, isFinal: one.isFinal },
        truth: truth === undefined ? null : { requests: truth.requests },
        lateDropped: late.get(start) ?? 0,
        lost: comparison === undefined ? null : (comparison.lostByWindow.get(start) ?? 0),
        quarantined: truth?.quarantined ?? null,
      };
    });
  }

  /** A view on a connection of its own: DuckDB runs one query of a connection at a time, and the loop has its own under way. */
  async function onDemand<T>(ask: (own: GoldView) => Promise<T>): Promise<T> {
    const own = await duckdb.connect();
    try {
      return await ask(goldView({ ports, connection: own, windowMs, allowedLatenessMs }));
    } finally {
      own.closeSync();
    }
  }

  const everyWindow = () => onDemand(async (own) => merge(await own.windows(undefined, ALL), ALL));

  async function windowDetail(start: number): Promise<WindowDetail | undefined> {
    const window = (await everyWindow()).find((one) => one.start === start);
    if (window === undefined) return undefined;
    const gone = (comparison?.examples ?? []).filter(({ windowStart }) => windowStart === start);
    const lost = gone.map(({ eventId, eventTime, partition, offset }) => ({
      eventId,
      fate: 'lost' as const,
      eventTime,
      partition,
      offset,
    }));
    const lateEvents = await onDemand((own) => own.lateExamples(start, EXAMPLES));
    const dropped = lateEvents.map((one) => ({
      ...one,
      fate: 'late-dropped' as const,
    }));
    return { window, examples: [...lost, ...dropped].slice(0, EXAMPLES) };
  }

  async function look(): Promise<void> {
    comparison = await comparer.compare(await tail.read());
    const newest = [...tail.windows().keys()].at(-1);
    shown = await view.windows(newest === undefined ? undefined : newest - RECENT * windowMs, RECENT);
    late = await view.lateDropped();
    rejected = await view.quarantined();
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      const startedAt = performance.now();
      await look().catch((error: Error) => {
        if (error.message !== lastProblem) note(error.message);
        lastProblem = error.message;
      });
      const rest = Math.max(50, EVERY_MS - (performance.now() - startedAt));
      await new Promise((resolve) => setTimeout(resolve, rest).unref());
    }
  }
  const looping = loop();

  return {
    ledger() {
      const counts = tail.counts();
      return {
        made: counts.made,
        acked: counts.acked,
        unknown: counts.unknown,
        failed: counts.failed,
        unaccounted: comparison?.unaccounted ?? null,
        lost: comparison?.lost ?? null,
        duplicated: null,
        corrupt: null,
        lateDropped: [...late.values()].reduce((sum, count) => sum + count, 0),
        firstExample: comparison?.firstLost ?? null,
        reportedAt: comparison?.at ?? null,
      };
    },
    windows: () => merge(shown, RECENT),
    windowDetail,
    allWindows: everyWindow,
    quarantine() {
      const reasons = [...rejected]
        .map(([reason, rows]) => ({ reason, rows }))
        .sort((a, b) => b.rows - a.rows);
      const total = reasons.reduce((sum, { rows }) => sum + rows, 0);
      const { acked } = tail.counts();
      return { share: acked === 0 ? null : total / acked, reasons };
    },
    async stop() {
      stopped = true;
      await looping;
      await tail.close();
      connection.closeSync();
    },
  };
}
