// A steady stream for a while: how much memory the processor holds at its beginning and at its end, and what the ledger says afterwards.
import { rm } from 'node:fs/promises';
import { checkRun } from '../../chaos/check-run.ts';
import { until } from '../../pipeline/contract/until.ts';
import { endOffsets, ensureTopic } from '../../pipeline/kafka/topic.ts';
import type { Bench } from '../part.ts';
import { abortable } from '../runs/abortable.ts';
import { benchRun } from '../runs/run-spec.ts';
import { medianOf } from '../spread.ts';

export const STEADY_RATE = 5_000;
/** Buffers fill and code is compiled in this share of the time; it is left out of the comparison. */
const WARM_UP_SHARE = 1 / 6;

export interface SteadyRun {
  /** Median resident MB of the processors in the first sixth after the warm-up, and in the last sixth. */
  earlyMb: number;
  lateMb: number;
  peakMb: number;
  acked: number;
  lost: number;
  duplicate: number;
}

/** Streams for so many minutes, ends the input, and lets ledger and lake be compared. */
export async function steadyRun(bench: Bench, minutes: number): Promise<SteadyRun> {
  const session = await bench.session();
  const { settings, signal } = bench;
  const { run, spec, runDir } = benchRun(session, {
    settings,
    source: { input: { kind: 'generator' }, ratePerSecond: STEADY_RATE, maxEvents: null },
  });
  await ensureTopic(session.admin, spec.topic, settings);
  const samples: { at: number; mb: number }[] = [];
  run.onMessage((_, message) => {
    if (message.type !== 'processor') return;
    const bytes = [...run.processors().values()].reduce((sum, { value }) => sum + value.rssBytes, 0);
    samples.push({ at: Date.now(), mb: bytes / 1e6 });
  });
  try {
    await run.startProcessors();
    await run.startSource();
    const startedAt = Date.now();
    const endAt = startedAt + minutes * 60_000;
    const over = () => Date.now() >= endAt;
    await until(over, { deadlineMs: endAt - startedAt + 60_000, everyMs: 500, what: 'the minutes', signal });
    await run.closeSource(60_000);
    await abortable(run.finish(300_000), signal);
    await run.stop();
    const { windowMs, allowedLatenessMs } = settings.stream;
    const { totals } = await checkRun({
      checkers: ['lost-write', 'duplicate'],
      ledgerFiles: [spec.ledgerFile],
      lakeDir: spec.lakeDir,
      rules: { windowMs, allowedLatenessMs, pathsTopN: settings.silver.pathsTopN },
      endOffsets: await endOffsets(session.admin, spec.topic),
    });
    const { acked, lost, duplicate } = totals;
    return { ...memoryOf(samples, startedAt, endAt), acked, lost, duplicate };
  } finally {
    await run.stop();
    await session.admin.deleteTopics({ topics: [spec.topic] });
    await rm(runDir, { recursive: true, force: true });
  }
}

function memoryOf(samples: readonly { at: number; mb: number }[], startedAt: number, endAt: number) {
  const sixth = (endAt - startedAt) * WARM_UP_SHARE;
  const between = (from: number, to: number) =>
    samples.filter(({ at }) => at >= from && at < to).map(({ mb }) => mb);
  return {
    earlyMb: medianOf(between(startedAt + sixth, startedAt + 2 * sixth)),
    lateMb: medianOf(between(endAt - sixth, endAt)),
    peakMb: Math.max(...samples.map(({ mb }) => mb)),
  };
}
