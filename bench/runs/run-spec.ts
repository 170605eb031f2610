// The specification of one run of the benchmark: a topic, a lake, a ledger and logs of its own under the bench's state folder.
import { join } from 'node:path';
import { newRunId } from '../../pipeline/contract/event.ts';
import { type RunSpec, STATE } from '../../pipeline/contract/run-spec.ts';
import { endOffsets } from '../../pipeline/kafka/topic.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import { createPipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import type { BenchSession } from '../part.ts';

export interface BenchRun {
  run: PipelineRun;
  spec: RunSpec;
  runDir: string;
}

type Chosen = Pick<RunSpec, 'settings'> & Partial<RunSpec>;

/** The same generator and keys in every run: all rows see the same events. */
export const BENCH_SEED = 7;

/** A specification of its own; what is given stands over the defaults. */
export function benchSpec(session: BenchSession, chosen: Chosen): { spec: RunSpec; runDir: string } {
  const now = Date.now();
  const runId = chosen.runId ?? newRunId(now, Math.random);
  const runDir = join(session.stateDir, STATE.runs, runId);
  const spec: RunSpec = {
    runId,
    kind: 'drain',
    seed: BENCH_SEED,
    topic: `lq-${runId}`,
    group: `lq-${runId}`,
    bootstrap: session.cluster.bootstrap,
    lakeDir: join(runDir, STATE.lake),
    ledgerFile: join(runDir, 'ledger.jsonl'),
    logDir: join(runDir, STATE.logs),
    engine: 'duckdb',
    eventTimeMode: 'now',
    eventClock: { kafkaOriginMs: now, eventOriginMs: now, speed: 1 },
    source: { input: { kind: 'generator' }, ratePerSecond: null, maxEvents: null },
    ...chosen,
  };
  return { spec, runDir };
}

/** The run of a specification; nothing is started. */
export function benchRun(session: BenchSession, chosen: Chosen): BenchRun {
  const { spec, runDir } = benchSpec(session, chosen);
  const run = createPipelineRun({
    spec,
    runDir,
    book: session.book,
    endOffsets: () => endOffsets(session.admin, spec.topic),
  });
  return { run, spec, runDir };
}
