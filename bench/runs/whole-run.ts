// The whole pipeline at once, as fast as it goes: source, Kafka and processor on the same cores. The clock runs from the source's readiness to
// gold's last commit, so whatever takes a core away from any of them shows.
import { rm } from 'node:fs/promises';
import { GOLD_TABLES } from '../../pipeline/contract/tables.ts';
import { ensureTopic } from '../../pipeline/kafka/topic.ts';
import type { Bench, Onlookers } from '../part.ts';
import { abortable } from './abortable.ts';
import { lastCommitMs } from './lake-times.ts';
import { benchRun } from './run-spec.ts';

export interface WholeRun {
  events: number;
  ledger: boolean;
  /** Reports four times a second, and whoever looks on in a lab: cluster watch, signals, the page's feed, the recorder. */
  metrics: boolean;
  /** Addresses other than the proxies'. */
  bootstrap?: string[];
}

const SLOWEST_PER_SECOND = 1_000;
/** Without metrics the processor still says now and then that it lives. */
const RARELY_MS = 5_000;

/** Events a second of one run. */
export async function wholeRun(bench: Bench, options: WholeRun): Promise<number> {
  const { events, ledger, metrics, bootstrap } = options;
  const session = await bench.session();
  const { processor } = bench.settings;
  const settings = metrics
    ? bench.settings
    : { ...bench.settings, processor: { ...processor, reportEveryMs: RARELY_MS } };
  const { run, spec, runDir } = benchRun(session, {
    settings,
    source: { input: { kind: 'generator' }, ratePerSecond: null, maxEvents: events },
    ...(bootstrap ? { bootstrap } : {}),
    ...(ledger ? {} : { withoutLedger: true }),
  });
  await ensureTopic(session.admin, spec.topic, settings);
  const deadlineMs = 60_000 + (events / SLOWEST_PER_SECOND) * 1_000;
  let onlookers: Onlookers | undefined;
  try {
    await run.startProcessors();
    if (metrics) {
      onlookers = await bench.watch();
      await onlookers.follow(run);
    }
    await run.startSource();
    const startedAt = Date.now();
    await abortable(run.sourceDone(deadlineMs), bench.signal);
    await abortable(run.finish(deadlineMs), bench.signal);
    return events / (((await lastCommitMs(spec.lakeDir, GOLD_TABLES)) - startedAt) / 1_000);
  } finally {
    await onlookers?.close();
    await run.stop();
    await session.admin.deleteTopics({ topics: [spec.topic] });
    await rm(runDir, { recursive: true, force: true });
  }
}
