// What stands around a session so that somebody can look on: cluster watch, signals, the feed that puts it all into one state, and the
// recorder that keeps it. A running lab has one for its whole life, a scenario on its own cluster one for its run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { journalFile } from '../../chaos/journal.ts';
import { journalEntries } from '../../dashboard/server/archive/journal-entries.ts';
import { startRecorder } from '../../dashboard/server/recording/recorder.ts';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { LAB_TOPIC, STATE } from '../../pipeline/contract/run-spec.ts';
import { watchCluster } from '../../pipeline/observe/cluster-watch.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import { type ControlFeed, type ControlFeedOptions, createFeed } from './feed/lab-feed.ts';
import { runFolder } from './new-run.ts';
import type { ScenarioEvents } from './scenario-job.ts';
import type { Session } from './session.ts';
import { watchSignals } from './signal-watch.ts';

export interface Stage {
  feed: ControlFeed;
  /** Follows another run from now on, and shows it at once or later. */
  follow(run: PipelineRun): void;
  show(run: PipelineRun, scenario?: { name: string; variant: string }): Promise<void>;
  /** What a job tells, put on the stage. */
  events: Required<Omit<ScenarioEvents, 'onEntry'>>;
  close(): Promise<void>;
}

export type StageOptions = Omit<ControlFeedOptions, 'version' | 'watch' | 'signals'>;

const nobody = async (): Promise<never> => {
  throw new LakequakeError('not-running', 'nobody can ask anything of a run in a terminal of its own', {
    hint: 'start a lab with `npx lakequake up` and make the run there',
  });
};

/** For a stage that no page stands before. */
export const UNATTENDED: Omit<StageOptions, 'session' | 'note'> = {
  heal: nobody,
  runScenario: nobody,
  runSuite: nobody,
  stopJob: nobody,
  changed: () => undefined,
  job: () => null,
};

/** A journal larger than this stays out of the recording: a page could not show it. */
const MOST_ENTRIES = 20_000;

function versionOf({ projectDir }: Session): string {
  return (JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Opens the stage; nothing is shown until `show`. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { session, note } = options;
  const { stateDir, admin, cluster } = session;
  const watch = watchCluster({
    admin,
    cluster,
    subject: { topic: LAB_TOPIC, dir: join(stateDir, STATE.lake) },
  });
  const signals = await watchSignals(session, watch);
  const feed = await createFeed({ ...options, version: versionOf(session), watch, signals: signals.now });
  const recorder = startRecorder({
    feed,
    folderOf: (runId) => runFolder(stateDir, runId),
    journalOf: (runId) => (journalEntries(journalFile(stateDir, runId)) ?? []).slice(0, MOST_ENTRIES),
    note,
  });
  const show: Stage['show'] = (run, scenario) =>
    feed.show({
      run,
      scenario: scenario?.name ?? null,
      variant: scenario?.variant ?? null,
      startedAt: Date.now(),
    });
  const follow = (run: PipelineRun) => signals.follow(run);
  return {
    feed,
    follow,
    show,
    events: {
      onPhase: (name) => feed.setPhase(name),
      onFault: (fault) => feed.faultBegan(fault),
      onFaultEnded: (id) => feed.faultEnded(id),
      onVerdict: (verdict) => feed.setVerdict(verdict),
      onRun: (run, scenario) => {
        follow(run);
        show(run, scenario).catch((error: Error) => note(error.message));
      },
    },
    async close() {
      // What came last is in the next state only.
      await new Promise<void>((resolve) => feed.subscribe(resolve));
      await recorder.stop();
      signals.stop();
      watch.stop();
      await feed.close();
    },
  };
}
