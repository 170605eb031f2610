// The feed behind the dashboard: puts the parts together into one state, several times a second. It shows whichever run
// has the cluster now: the lab's own, a drain's or a scenario's.
import type { Fault, LabState, Run, Signal } from '../../../dashboard/contract.ts';
import type { LabFeed } from '../../../dashboard/server/feed.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { Change } from '../../../pipeline/contract/journal.ts';
import type { Engine } from '../../../pipeline/contract/run-spec.ts';
import type { ClusterWatch } from '../../../pipeline/observe/cluster-watch.ts';
import type { PipelineRun } from '../../../pipeline/runtime/pipeline-run.ts';
import type { Session } from '../session.ts';
import { clusterParts, nodeTimes, processorParts, sourcePart, tableParts, topicPart } from './lab-parts.ts';
import { rateMeters } from './rate.ts';
import { openShownTruth } from './shown-truth.ts';

/** What is known about the run that is shown, beyond its processes. */
export interface ShownRun {
  run: PipelineRun;
  scenario: string | null;
  variant: string | null;
  startedAt: number;
}

export interface ControlFeed extends LabFeed {
  /** Shows another run from now on. */
  show(shown: ShownRun): Promise<void>;
  setPhase(name: string): void;
  setVerdict(verdict: Run['verdict']): void;
  faultBegan(fault: Fault): void;
  faultEnded(id: string): void;
  close(): Promise<void>;
}

export interface ControlFeedOptions {
  session: Session;
  version: string;
  /** Of the lab, until a run is shown that says its own; duckdb unless set. */
  engine?: Engine;
  watch: ClusterWatch;
  /** Signals firing and silent, evaluated elsewhere. */
  signals: () => Signal[];
  heal: () => Promise<string>;
  /** The job under way, or the last one. */
  job: () => LabState['job'];
  runScenario: LabFeed['actions']['runScenario'];
  runSuite: LabFeed['actions']['runSuite'];
  stopJob: LabFeed['actions']['stopJob'];
  note: (problem: string) => void;
  /** Journals a change that was asked for here. */
  changed: (change: Pick<Change, 'kind' | 'subject' | 'before' | 'after'>) => void;
}

const PHASES = ['baseline', 'inject', 'observe', 'heal', 'recover', 'settle', 'verify'];
const CHANGED_EVERY_MS = 125;

function emptyPhases(shown: ShownRun): Run['phases'] {
  return shown.scenario === null ? [] : PHASES.map((name) => ({ name, startedAt: null, endedAt: null }));
}

/** Starts the feed; nothing is shown until `show`. */
export async function createFeed(options: ControlFeedOptions): Promise<ControlFeed> {
  const { session, watch } = options;
  const truths = await openShownTruth(options.note);
  const startedAt = Date.now();
  const since = nodeTimes();
  const listeners = new Set<() => void>();
  let rates = rateMeters();
  let shown: ShownRun | undefined;
  let phases: Run['phases'] = [];
  let phase: string | null = null;
  let verdict: Run['verdict'] = null;
  let faults: Fault[] = [];
  // Taken on a timer, watched or not: rates need readings from before the first look.
  let latest: LabState | undefined;
  const timer = setInterval(() => {
    latest = stateNow();
    for (const listener of listeners) listener();
  }, CHANGED_EVERY_MS);
  timer.unref();

  function runPart(): LabState['run'] {
    if (shown === undefined) return null;
    const { spec } = shown.run;
    return {
      id: spec.runId,
      kind: spec.kind,
      scenario: shown.scenario,
      variant: shown.variant,
      seed: spec.seed,
      startedAt: shown.startedAt,
      phase,
      phases,
      verdict,
    };
  }

  function stateNow(): LabState {
    const now = Date.now();
    const run = shown?.run;
    const truth = truths.now();
    const reports = [...(run?.processors().values() ?? [])].map(({ value }) => value);
    const owner = reports.find(({ assigned }) => assigned.includes(0));
    return {
      at: now,
      lab: {
        version: options.version,
        runtime: session.cluster.runtime,
        engine: run?.spec.engine ?? options.engine ?? 'duckdb',
        startedAt,
      },
      run: runPart(),
      job: options.job(),
      faults,
      source: sourcePart(run, rates, now),
      ...clusterParts(session.cluster, watch, since, now),
      topic: topicPart(run, watch, rates, now),
      processors: processorParts(run, rates, now),
      tables: tableParts(run, rates, now),
      quarantine: truth?.quarantine() ?? { share: null, reasons: [] },
      gold: {
        windowMs: run?.spec.settings.stream.windowMs ?? 10_000,
        openWindows: owner?.openWindows ?? null,
        finalBefore: owner?.finalBefore ?? null,
        windows: truth?.windows() ?? [],
      },
      signals: options.signals(),
      ledger: truth?.ledger() ?? {
        made: null,
        acked: null,
        unknown: null,
        failed: null,
        unaccounted: null,
        lost: null,
        duplicated: null,
        corrupt: null,
        lateDropped: null,
        firstExample: null,
        reportedAt: null,
      },
    };
  }

  return {
    snapshot: () => latest ?? stateNow(),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    truth: async () => ({
      at: Date.now(),
      windowMs: shown?.run.spec.settings.stream.windowMs ?? 10_000,
      windows: (await truths.now()?.allWindows()) ?? [],
      faults,
    }),
    windowDetail: async (start) => truths.now()?.windowDetail(start),
    actions: {
      heal: options.heal,
      runScenario: options.runScenario,
      runSuite: options.runSuite,
      stopJob: options.stopJob,
      async setRate(ratePerSecond) {
        if (shown === undefined)
          throw new LakequakeError('not-running', 'no source is running', {
            hint: 'wait until the lab’s stream or a run has begun',
          });
        const before = shown.run.source()?.value.targetRatePerSecond ?? null;
        shown.run.setRate(ratePerSecond);
        options.changed({ kind: 'settings', subject: 'source.ratePerSecond', before, after: ratePerSecond });
        return `the source now sends ${ratePerSecond === null ? 'as fast as it can' : `${ratePerSecond} events a second`}`;
      },
    },
    async show(next) {
      // At once, before anything is awaited: the run's first phase begins right after this call.
      shown = next;
      [phases, phase, verdict, faults, rates] = [emptyPhases(next), null, null, [], rateMeters()];
      watch.follow({ topic: next.run.spec.topic, dir: next.run.spec.lakeDir });
      await truths.show(next.run.spec);
    },
    setPhase(name) {
      const now = Date.now();
      phase = name;
      phases = phases.map((one) => {
        if (one.name === name) return { ...one, startedAt: now };
        return one.startedAt !== null && one.endedAt === null ? { ...one, endedAt: now } : one;
      });
    },
    setVerdict(next) {
      verdict = next;
      const now = Date.now();
      phases = phases.map((one) =>
        one.startedAt !== null && one.endedAt === null ? { ...one, endedAt: now } : one,
      );
    },
    faultBegan: (fault) => {
      faults = [...faults, fault];
    },
    faultEnded: (id) => {
      faults = faults.map((fault) =>
        fault.id === id && fault.endedAt === null ? { ...fault, endedAt: Date.now() } : fault,
      );
    },
    async close() {
      clearInterval(timer);
      await truths.close();
    },
  };
}
