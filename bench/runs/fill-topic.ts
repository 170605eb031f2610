// Puts generated events into a topic of its own with the real source, and says how fast they were acknowledged: from the ledger's first
// intent to its last acknowledgement, so the start of the process does not count.
import { rm } from 'node:fs/promises';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { RunSpec } from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { ensureTopic } from '../../pipeline/kafka/topic.ts';
import { readLedger } from '../../pipeline/source/ledger/ledger-reader.ts';
import type { BenchSession } from '../part.ts';
import { abortable } from './abortable.ts';
import { benchRun } from './run-spec.ts';

export interface FilledTopic {
  spec: RunSpec;
  events: number;
  /** Acknowledged events a second. */
  eventsPerSecond: number;
  /** Deletes the topic and what the run left on disk. */
  remove(): Promise<void>;
}

export interface FillOptions {
  events: number;
  settings: Settings;
  signal: AbortSignal;
  /** Only where the ledger's cost is measured: nothing can be judged afterwards. */
  withoutLedger?: boolean;
  bootstrap?: string[];
}

const SLOWEST_PER_SECOND = 2_000;

/** Fills a new topic. Throws `component-failed` when not every event was acknowledged. */
export async function fillTopic(session: BenchSession, options: FillOptions): Promise<FilledTopic> {
  const { events, settings, signal, withoutLedger, bootstrap } = options;
  const { run, spec, runDir } = benchRun(session, {
    settings,
    source: { input: { kind: 'generator' }, ratePerSecond: null, maxEvents: events },
    ...(bootstrap ? { bootstrap } : {}),
    ...(withoutLedger ? { withoutLedger } : {}),
  });
  await ensureTopic(session.admin, spec.topic, settings);
  // Without a ledger its own reports, four a second, are all there is to know the end by.
  const startedAt = performance.now();
  let firstAckAt = startedAt;
  run.onMessage((_, message) => {
    if (message.type === 'source' && message.acked === 0) firstAckAt = performance.now();
  });
  try {
    await run.startSource();
    await abortable(run.sourceDone(60_000 + (events / SLOWEST_PER_SECOND) * 1_000), signal);
    const doneAt = performance.now();
    await run.closeSource(30_000);
    const acked = run.source()?.value.acked ?? 0;
    if (acked !== events) throw notAcked(acked, events);
    const seconds = withoutLedger ? (doneAt - firstAckAt) / 1_000 : await secondsInLedger(spec.ledgerFile);
    return {
      spec,
      events,
      eventsPerSecond: events / seconds,
      remove: async () => {
        await session.admin.deleteTopics({ topics: [spec.topic] });
        await rm(runDir, { recursive: true, force: true });
      },
    };
  } finally {
    await run.stop();
  }
}

async function secondsInLedger(file: string): Promise<number> {
  let first: number | undefined;
  let last = 0;
  for await (const line of readLedger(file)) {
    if (line.t === 'intent') first ??= line.at;
    if (line.t === 'acked') last = Math.max(last, line.at);
  }
  return (last - (first ?? last)) / 1_000;
}

function notAcked(acked: number, events: number): LakequakeError {
  return new LakequakeError('component-failed', `only ${acked} of ${events} events were acknowledged`, {
    hint: 'Run it again on a machine with less to do; the logs of the source say more.',
  });
}
