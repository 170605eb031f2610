// Makes the RunSpec of a run and the run itself. Everything that names a run carries its id, so that runs never meet;
// only the lab's topic and lake outlive a run.
import { join } from 'node:path';
import { newRunId } from '../../pipeline/contract/event.ts';
import type { EventClock } from '../../pipeline/contract/ledger.ts';
import {
  type EngineChoice,
  LAB_TOPIC,
  type RunSpec,
  type SourceSpec,
  STATE,
} from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { effectiveTopic, endOffsets, enforceTopicContract, ensureTopic } from '../../pipeline/kafka/topic.ts';
import { appendChanges } from '../../pipeline/observe/change-journal.ts';
import { diffSettings } from '../../pipeline/observe/diff-settings.ts';
import {
  createPipelineRun,
  type PipelineRun,
  type PortsModule,
} from '../../pipeline/runtime/pipeline-run.ts';
import { keepEngine } from './lake-engine.ts';
import type { Session } from './session.ts';

export interface NewRun {
  kind: RunSpec['kind'];
  seed: number;
  source: SourceSpec;
  settings: Settings;
  eventTimeMode?: RunSpec['eventTimeMode'];
  /** duckdb unless set. */
  engine?: EngineChoice;
  eventClock?: EventClock;
  sourcePorts?: PortsModule;
  processorPorts?: PortsModule;
  runId?: string;
}

/** Where a run keeps its things. */
export function runFolder(stateDir: string, runId: string): string {
  return join(stateDir, STATE.runs, runId);
}

function placesOf(session: Session, kind: RunSpec['kind'], runId: string) {
  const { stateDir } = session;
  const runDir = runFolder(stateDir, runId);
  if (kind === 'lab')
    return {
      runDir,
      topic: LAB_TOPIC,
      // A group of its own each time: the positions are in the lake, and members a kill left behind would hold up the join.
      group: `lakequake-${runId}`,
      lakeDir: join(stateDir, STATE.lake),
      ledgerFile: join(stateDir, STATE.ledger, `${runId}.jsonl`),
      logDir: join(stateDir, STATE.logs),
    };
  return {
    runDir,
    topic: `lq-${runId}`,
    group: `lq-${runId}`,
    lakeDir: join(runDir, STATE.lake),
    ledgerFile: join(runDir, 'ledger.jsonl'),
    logDir: join(runDir, STATE.logs),
  };
}

/** What a deployment changes stands in the journal of changes, unless settings say that nobody keeps one. */
function journalDeployment(stateDir: string, runId: string, before: Settings, after: Settings): void {
  if (!after.observe.changeJournal) return;
  appendChanges(stateDir, diffSettings(before, after, { at: Date.now(), by: 'a deployment', runId }));
}

/** Spec and processes of a new run; its topic is made and checked, nothing is started yet. */
export async function newRun(
  session: Session,
  options: NewRun,
): Promise<{ run: PipelineRun; runDir: string; warnings: string[] }> {
  const now = Date.now();
  const runId = options.runId ?? newRunId(now, Math.random);
  const { runDir, ...places } = placesOf(session, options.kind, runId);
  const { engine, sparkMaster } = options.engine ?? { engine: 'duckdb' };
  keepEngine(places.lakeDir, engine);
  const spec: RunSpec = {
    runId,
    kind: options.kind,
    seed: options.seed,
    ...places,
    bootstrap: session.cluster.bootstrap,
    settings: options.settings,
    engine,
    ...(sparkMaster === undefined ? {} : { sparkMaster }),
    eventTimeMode: options.eventTimeMode ?? 'now',
    eventClock: options.eventClock ?? { kafkaOriginMs: now, eventOriginMs: now, speed: 1 },
    source: options.source,
  };
  await ensureTopic(session.admin, spec.topic, spec.settings);
  const effective = await effectiveTopic(session.admin, spec.topic);
  const warnings = enforceTopicContract(effective, spec.settings.startup.topicContract);
  const run = createPipelineRun({
    spec,
    runDir,
    book: session.book,
    ...(options.sourcePorts ? { sourcePorts: options.sourcePorts } : {}),
    ...(options.processorPorts ? { processorPorts: options.processorPorts } : {}),
    endOffsets: () => endOffsets(session.admin, spec.topic),
    onRedeploy: (before, after) => journalDeployment(session.stateDir, runId, before, after),
  });
  return { run, runDir, warnings };
}
