// The gold query: silver versions in, three gold tables out, each with its own position. The row rule alone decides what
// is counted; watermark and idleness decide only when a window is called final. An admitted row of a final window (possible
// after idleness) rewrites that window.
import { appId, GOLD_TABLES } from '../contract/tables.ts';
import { finalBeforeMs } from '../stream/watermark.ts';
import { goldArrivals, NOTHING } from './gold-arrivals.ts';
import { goldState } from './gold-state.ts';
import { type GoldPosition, goldTable } from './gold-table.ts';
import type { HandOver } from './hand-over.ts';
import { layerContract } from './layer-contract.ts';
import { byPartition } from './newest-before.ts';
import { partitionTimes } from './partition-times.ts';
import { isConflict } from './positions.ts';
import { batchReporter, phaseTimer, type QueryContext } from './query-context.ts';
import { nextVersions, rowsOfVersions, type VersionRange } from './source-versions.ts';
import { storagePatience } from './storage-patience.ts';

export interface GoldOptions {
  context: QueryContext;
  silverHandOver: HandOver;
  pollMs: number;
  /** Partitions of the topic. */
  partitions: () => readonly number[];
  /** True once the input has ended and silver holds all of it: every window becomes final. */
  inputEnded: () => boolean;
  onCommit: (batch: GoldCommit) => void;
}

export interface GoldCommit {
  /** Silver versions after `from` up to `to` became visible. */
  from: number;
  to: number;
  lateDropped: number;
  revisedWindows: number;
}

export interface GoldView {
  watermarkMs: number | null;
  finalBeforeMs: number | null;
  openWindows: number;
  newestMs: ReadonlyMap<number, number>;
  idle: (partition: number) => boolean;
  /** Everything is final after the end of the input. */
  finished: boolean;
}

export interface GoldQuery {
  input(): 'none' | 'some' | 'full';
  runBatch(): Promise<void>;
  forget(): Promise<void>;
  view(): GoldView;
}

/** Prepares the query; its state is rebuilt from silver with the first batch. */
export async function goldQuery(options: GoldOptions): Promise<GoldQuery> {
  const { context, silverHandOver } = options;
  const { lakehouse, spec, nowMs, log } = context;
  const { stream } = spec.settings;
  const { silver } = lakehouse.tables;
  const connection = await lakehouse.connect();
  const state = await goldState(connection);
  const tables = GOLD_TABLES.map((name) => goldTable(connection, lakehouse, name, spec.settings));
  const reporter = batchReporter(context, 'gold');
  const keepsContract = layerContract('silver', spec.settings.lake.layerContract, (sentence) =>
    log.warn(sentence),
  );
  const arrivals = goldArrivals(connection, lakehouse, spec.settings);
  const times = partitionTimes(stream, options.partitions, nowMs);
  let at: { silverVersion: number; finalBeforeMs: number | undefined } | undefined;
  /** What each table holds by our own commits: what the next commit expects, whatever others did meanwhile. */
  let stored: GoldPosition[] = [];
  const patience = storagePatience(nowMs);
  let openWindows = 0;
  let lastLookMs = 0;
  let more = false;
  let finished = false;

  /**
   * State and positions from the tables: everything silver holds of windows that some gold table has not made final.
   * Tables that a crash left behind the others are brought to the same silver version first.
   */
  async function rebuild(): Promise<void> {
    await Promise.all([silver.refresh(), ...GOLD_TABLES.map((name) => lakehouse.tables[name].refresh())]);
    stored = tables.map((table) => table.position());
    const finals = stored.map((one) => one.finalBeforeMs);
    const open = finals.includes(undefined) ? undefined : Math.min(...finals.map((final) => final ?? 0));
    // One moment of silver: its query goes on committing meanwhile.
    const snapshot = silver.snapshot();
    const silverVersion = snapshot.version;
    const newestStored = silver.transactionVersions();
    await state.clear();
    const files = arrivals.filesSince(snapshot, open);
    await arrivals.admit(`SELECT * FROM ${lakehouse.rowsOf('silver', files)}`);
    await state.add(open ?? Number.MIN_SAFE_INTEGER);
    times.restart(byPartition(newestStored, appId.silverNewest));
    const known = finals.filter((final) => final !== undefined);
    const finalBefore = known.length === 0 ? undefined : Math.max(...known);
    for (const [index, table] of tables.entries()) {
      const from = stored[index]!;
      if (from.silverVersion === silverVersion && from.finalBeforeMs === finalBefore) continue;
      if (silverVersion === 0) continue;
      const missed = await nextVersions(
        lakehouse,
        'silver',
        from.silverVersion ?? 0,
        silverVersion,
        Number.POSITIVE_INFINITY,
      );
      await arrivals.admit(rowsOfVersions(lakehouse, 'silver', missed, silverHandOver));
      const revised = await arrivals.finalWindowsHit(from.finalBeforeMs);
      await arrivals.readRevised(revised);
      const to = { silverVersion, finalBeforeMs: finalBefore };
      await table.update(from, { ...to, revised });
      stored[index] = to;
    }
    await state.dropBefore(finalBefore ?? Number.MIN_SAFE_INTEGER);
    at = { silverVersion, finalBeforeMs: finalBefore };
    log.info(
      { query: 'gold', silverVersion, finalBeforeMs: finalBefore, files: files.length },
      'gold state rebuilt',
    );
  }

  async function nextFinalBefore(previous: number | undefined, ended: boolean): Promise<number | undefined> {
    if (!ended) return finalBeforeMs(times.watermarkMs(), stream.windowMs, previous);
    const last = (await state.windows()).at(-1);
    if (last === undefined) return previous;
    const end = last + stream.windowMs;
    return Math.max(previous ?? end, end);
  }

  async function process(from: NonNullable<typeof at>, range: VersionRange, ended: boolean): Promise<void> {
    const startedMs = nowMs();
    const timer = phaseTimer(nowMs);
    const arrival =
      range.rows > 0
        ? await arrivals.admit(rowsOfVersions(lakehouse, 'silver', range, silverHandOver))
        : NOTHING;
    times.arrived(arrival.newestMs, startedMs);
    const revised = arrival.rows > 0 ? await arrivals.finalWindowsHit(from.finalBeforeMs) : [];
    if (arrival.rows > 0) await state.add(from.finalBeforeMs ?? Number.MIN_SAFE_INTEGER);
    timer.done('getBatch');
    const finalBefore = await nextFinalBefore(from.finalBeforeMs, ended);
    if (range.rows === 0 && finalBefore === from.finalBeforeMs) {
      at = { ...from, silverVersion: range.to };
      return;
    }
    reporter.begin();
    await arrivals.readRevised(revised);
    const to = { silverVersion: range.to, finalBeforeMs: finalBefore };
    let written = 0;
    for (const [index, table] of tables.entries()) {
      written += await table.update(stored[index]!, { ...to, revised });
      stored[index] = to;
    }
    timer.done('addBatch');
    if (finalBefore !== undefined) await state.dropBefore(finalBefore);
    openWindows = (await state.windows()).length;
    at = to;
    await silverHandOver.release(range.to);
    timer.done('commitOffsets');
    options.onCommit({
      from: from.silverVersion,
      to: range.to,
      lateDropped: arrival.late,
      revisedWindows: revised.length,
    });
    reporter.end({
      startedMs,
      endedMs: nowMs(),
      inputRows: arrival.rows,
      outputRows: written,
      phasesMs: timer.phases,
      eventTimeMs: arrival.eventTimeMs,
      watermarkMs: times.watermarkMs(),
      source: {
        description: 'Delta[silver]',
        start: String(from.silverVersion),
        end: String(range.to),
        latest: String(silver.version),
      },
      sink: 'Delta[gold]',
      operators: [
        {
          operatorName: 'open windows',
          numRowsTotal: state.rows(),
          numRowsUpdated: arrival.rows - arrival.late,
          numRowsDroppedByWatermark: arrival.late,
          memoryUsedBytes: 0,
        },
      ],
    });
  }

  async function runBatch(): Promise<void> {
    lastLookMs = nowMs();
    try {
      if (at === undefined) await rebuild();
      keepsContract(silver.schema);
      const from = at!;
      const ended = options.inputEnded();
      const range = await nextVersions(
        lakehouse,
        'silver',
        from.silverVersion,
        silver.version,
        4 * stream.maxBatchEvents,
      );
      more = range.more;
      await process(from, range, ended && !range.more);
      finished = ended && !range.more && silver.version === range.to;
      patience.relieved();
    } catch (error) {
      at = undefined;
      if (!isConflict(error) && !(await patience.bears(error))) throw error;
      log.warn({ err: error }, 'gold: the batch was not taken; starting again from the tables');
    }
  }

  return {
    input: () => {
      if (more) return 'full';
      const waits =
        at === undefined || silver.version > at.silverVersion || options.inputEnded() !== finished;
      return waits || nowMs() - lastLookMs >= options.pollMs ? 'some' : 'none';
    },
    runBatch,
    forget: async () => {
      at = undefined;
      finished = false;
    },
    view: () => ({
      watermarkMs: at === undefined ? null : times.watermarkMs(),
      finalBeforeMs: at?.finalBeforeMs ?? null,
      openWindows,
      newestMs: times.newestMs(),
      idle: times.isIdle,
      finished,
    }),
  };
}
