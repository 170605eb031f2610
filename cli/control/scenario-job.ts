// Runs one variant of a scenario on an open session, and tells a listener what happens in the words of the dashboard.
import { type Healed, heal } from '../../chaos/heal.ts';
import { isSealed, type StampedEntry } from '../../chaos/journal.ts';
import { exitCodeOfResult, type RunResult } from '../../chaos/result.ts';
import { runScenario } from '../../chaos/run.ts';
import type { ScheduledFault } from '../../chaos/scenario.ts';
import type { Fault, Run } from '../../dashboard/contract.ts';
import type { EngineChoice } from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import { type Blind, runBlind } from './blind-job.ts';
import type { JobResult } from './jobs.ts';
import { newRun } from './new-run.ts';
import type { Session } from './session.ts';
import { openStage, UNATTENDED } from './stage.ts';

export interface ScenarioRequest {
  name: string;
  variant: string;
  seed: number;
  /** A user's own settings under those of the variant; null for the defaults. */
  settings: Settings | null;
  /** duckdb unless set. */
  engine?: EngineChoice;
  /** Leave the injection out: the run must then prove nothing. */
  disarmed?: boolean;
  /** Path of a protection to switch off: the run must then break. */
  without?: string;
  /** Another run is under way on the same cluster. */
  sideBySide?: boolean;
  /** Nobody is told what it is: no name, no phase, no fault, no verdict, and a sealed journal. */
  blind?: Blind;
}

/** What the dashboard wants to know while a job runs; each may be left out. */
export interface ScenarioEvents {
  onRun?: (run: PipelineRun, scenario?: { name: string; variant: string }) => void;
  onPhase?: (name: string) => void;
  onFault?: (fault: Fault) => void;
  onFaultEnded?: (id: string) => void;
  onVerdict?: (verdict: Run['verdict']) => void;
  /** Every entry of the journal. */
  onEntry?: (entry: StampedEntry) => void;
}

const TARGETS: Record<string, Fault['target']['kind']> = {
  broker: 'broker',
  processor: 'processor',
  source: 'source',
  proxy: 'proxy',
  controller: 'controller',
};

/** The dashboard knows brokers and proxies by number: `broker-2` is 2. */
const bareName = (name: string) => name.replace(/^broker-/, '');

function targetOf({ fault, args }: Extract<StampedEntry, { type: 'fault' }>): Fault['target'] {
  const kind =
    Object.entries(TARGETS).find(([word]) => fault.includes(word) || word in args)?.[1] ?? 'source';
  const name = args.broker ?? args.node ?? args.process ?? args.name ?? args.proxy;
  return { kind, name: name === undefined ? null : bareName(String(name)) };
}

/** `until` is the latest time at which the schedule undoes it; it may go earlier, when enough has been acknowledged. */
function faultOf(
  entry: Extract<StampedEntry, { type: 'fault' }>,
  schedule: readonly ScheduledFault[],
): Fault {
  const planned = schedule.find(({ fault }) => fault === entry.fault);
  const target = targetOf(entry);
  const struck = /broker-\d/.exec(JSON.stringify(entry.proof ?? ''))?.[0] ?? null;
  return {
    id: entry.fault,
    label: entry.fault.startsWith('kill') ? 'SIGKILL' : entry.fault.replaceAll('-', ' '),
    target: { ...target, name: target.name ?? (struck === null ? null : bareName(struck)) },
    since: entry.at,
    until: planned === undefined ? null : entry.at + planned.undoAfterSeconds * 1_000,
    endedAt: null,
  };
}

function tellVerdict(result: RunResult, events: ScenarioEvents): void {
  const findings = result.evidence.map(({ title, count }) => `${title}: ${count}`);
  const why = result.inconclusiveBecause === null ? [] : [result.inconclusiveBecause];
  events.onVerdict?.({
    outcome: result.verdict,
    asExpected: result.asExpected,
    findings: [...why, ...findings],
  });
}

/** One line for the terminal, or none. */
function lineFor(entry: StampedEntry): string | undefined {
  if (entry.type === 'start')
    return `seed ${entry.seed} · run ${entry.runId} · ${entry.scenario}/${entry.variant} · schedule ${entry.scheduleHash}`;
  if (entry.type === 'phase')
    return entry.state === 'begun'
      ? `${entry.phase} …`
      : `${entry.phase} ${entry.state}${entry.says ? `: ${entry.says}` : ''}`;
  if (entry.type === 'fault')
    return `fault ${entry.fault} ${entry.state}${entry.proof ? `: ${entry.proof.says}` : ''}`;
  if (entry.type === 'signal') return `signal ${entry.signal}: ${entry.says}`;
  return undefined;
}

function pass(
  entry: StampedEntry,
  events: ScenarioEvents & { progress: (text: string) => void },
  schedule: readonly ScheduledFault[],
): void {
  events.onEntry?.(entry);
  const line = lineFor(entry);
  if (line !== undefined) events.progress(line);
  if (entry.type === 'phase' && entry.state === 'begun') events.onPhase?.(entry.phase);
  if (entry.type === 'fault' && entry.state === 'injected') events.onFault?.(faultOf(entry, schedule));
  if (entry.type === 'fault' && entry.state === 'undone') events.onFaultEnded?.(entry.fault);
}

export type ScenarioHooks = ScenarioEvents & { progress: (text: string) => void; signal: AbortSignal };

/**
 * Runs it to its verdict; exit code 0 as expected, 1 unexpected, 5 inconclusive. Without a lab that looks on it gets a stage of its own,
 * so that it is recorded all the same; runs side by side are not, since a stage shows one.
 */
export async function runScenarioJob(
  session: Session,
  request: ScenarioRequest,
  hooks: ScenarioHooks,
): Promise<JobResult> {
  if (hooks.onRun !== undefined || request.sideBySide) return runWatched(session, request, hooks);
  const stage = await openStage({
    session,
    ...UNATTENDED,
    ...(request.engine ? { engine: request.engine.engine } : {}),
    note: hooks.progress,
  });
  try {
    return await runWatched(session, request, { ...stage.events, ...hooks });
  } finally {
    await stage.close();
  }
}

async function runWatched(
  session: Session,
  request: ScenarioRequest,
  hooks: ScenarioHooks,
): Promise<JobResult> {
  if (request.blind !== undefined) return runBlind(session, request, hooks);
  const { stateDir, cluster, admin } = session;
  let schedule: readonly ScheduledFault[] = [];
  const result = await runScenario(
    { stateDir, cluster, admin, newRun: (options) => newRun(session, options) },
    {
      scenario: request.name,
      variant: request.variant,
      seed: request.seed,
      settings: request.settings,
      signal: hooks.signal,
      disarmed: request.disarmed ?? false,
      sideBySide: request.sideBySide ?? false,
      ...(request.without === undefined ? {} : { without: request.without }),
      ...(request.engine === undefined ? {} : { engine: request.engine }),
      onSystem: ({ run }) => hooks.onRun?.(run, { name: request.name, variant: request.variant }),
      onEvent: (entry) => {
        if (entry.type === 'start') schedule = entry.schedule;
        pass(entry, hooks, schedule);
      },
    },
  );
  tellVerdict(result, hooks);
  return { exitCode: exitCodeOfResult(result), value: result };
}

/** Undoes every fault on record, with or without a running cluster; says what it did. */
export async function healFaults(stateDir: string): Promise<string> {
  const healed = await heal(stateDir);
  if (healed.length === 0) return 'no fault was live';
  const name = ({ fault, runId }: Healed) => (isSealed(stateDir, runId) ? 'a blind fault' : fault);
  return healed.map((one) => `${name(one)}: ${one.undone ? 'undone' : 'was over already'}`).join('\n');
}
