// The composition root of control: opens the session, runs the lab's own pipeline, gives the cluster to one job at a time
// (a drain, a scenario), and serves the dashboard. It ends everything in order, whatever ends it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer } from '../dashboard/server/build-server.ts';
import { listenOn } from '../dashboard/server/listen-on.ts';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Change } from '../pipeline/contract/journal.ts';
import { LAB_TOPIC, type SourceSpec, STATE } from '../pipeline/contract/run-spec.ts';
import { appendChanges } from '../pipeline/observe/change-journal.ts';
import { watchCluster } from '../pipeline/observe/cluster-watch.ts';
import { processLogger } from '../pipeline/observe/log.ts';
import type { PipelineRun } from '../pipeline/runtime/pipeline-run.ts';
import { controlRoutes } from './control/api.ts';
import { onEndSignals } from './control/end-signals.ts';
import { createFeed } from './control/feed/lab-feed.ts';
import { healLab } from './control/heal-lab.ts';
import { createJobRunner, runJob } from './control/jobs.ts';
import { newRun } from './control/new-run.ts';
import { recordStart } from './control/record-start.ts';
import { openSession, type Session, type SessionOptions } from './control/session.ts';
import { watchSignals } from './control/signal-watch.ts';

export interface ControlOptions extends SessionOptions {
  source: SourceSpec;
  seed: number;
  port: number | undefined;
  /** Called once the dashboard answers. */
  onReady: (url: string, asWanted: boolean) => void;
}

/** How long the page stays with a scenario that has ended. */
const VERDICT_SHOWN_MS = 45_000;

function versionOf(projectDir: string): string {
  return (JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string }).version;
}

function writeControlFile(stateDir: string, content: { url: string; token: string; pid: number }): void {
  const file = join(stateDir, STATE.control);
  writeFileSync(`${file}.tmp`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

/** The lab's own pipeline: started, set aside while a job has the cluster, started again. */
async function startLab(session: Session, options: ControlOptions): Promise<PipelineRun> {
  const { run, warnings } = await newRun(session, {
    kind: 'lab',
    seed: options.seed,
    source: options.source,
    settings: session.settings,
  });
  for (const warning of warnings) options.progress(`warning: ${warning}`);
  return run;
}

/** Runs control until it is told to end; resolves when everything has ended. */
export async function runControl(options: ControlOptions): Promise<void> {
  mkdirSync(join(options.stateDir, STATE.logs), { recursive: true });
  const session = await openSession(options);
  const logger = processLogger({
    name: 'control',
    file: join(options.stateDir, STATE.logs, 'control.log'),
    runId: null,
  });
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const releaseSignals = onEndSignals((signal) => {
    options.progress(`${signal}: ending everything`);
    end();
  });
  const stopNode = session.cluster.onExit((exit) => logger.warn(exit, `${exit.node} ended`));
  const watch = watchCluster({
    admin: session.admin,
    cluster: session.cluster,
    subject: { topic: LAB_TOPIC, dir: join(session.stateDir, STATE.lake) },
  });
  const signals = await watchSignals(session, watch);
  const heal = () => healLab(session);
  const feed = await createFeed({
    session,
    version: versionOf(options.projectDir),
    watch,
    signals: signals.now,
    heal,
    changed: (change) => journal(change, 'dashboard'),
    note: (problem) => logger.warn(`comparing ledger and lake: ${problem}`),
  });
  let lab: PipelineRun | undefined;
  const journal = (change: Pick<Change, 'kind' | 'subject' | 'before' | 'after'>, by: string) =>
    appendChanges(session.stateDir, [{ at: Date.now(), by, runId: lab?.spec.runId ?? null, ...change }]);

  /** Starts the lab's own stream; a verdict that has just been reached stays on the page for a while. */
  async function showLab(verdictForMs = 0): Promise<void> {
    options.progress('starting source and processor');
    const run = await startLab(session, options);
    lab = run;
    const show = () => feed.show({ run, scenario: null, variant: null, startedAt: Date.now() });
    signals.follow(run);
    if (verdictForMs === 0) await show();
    else setTimeout(() => lab === run && void show(), verdictForMs).unref();
    await Promise.all([run.startProcessors(), run.startSource()]);
    logger.info({ runId: run.spec.runId }, 'the lab streams');
  }

  async function endLab(): Promise<void> {
    await lab?.closeSource(10_000).catch(() => undefined);
    await lab?.stop();
    lab = undefined;
  }

  const jobs = createJobRunner(async (request, { progress, signal }) => {
    await endLab();
    try {
      return await runJob(session, request, {
        progress,
        signal,
        onPhase: (name) => feed.setPhase(name),
        onFault: (fault) => {
          feed.faultBegan(fault);
          journal({ kind: 'fault', subject: fault.id, before: null, after: fault.target }, 'scenario');
        },
        onFaultEnded: (id) => {
          feed.faultEnded(id);
          journal({ kind: 'fault', subject: id, before: 'live', after: null }, 'scenario');
        },
        onVerdict: (verdict) => feed.setVerdict(verdict),
        onRun: (run, scenario) => {
          signals.follow(run);
          void feed.show({
            run,
            scenario: scenario?.name ?? null,
            variant: scenario?.variant ?? null,
            startedAt: Date.now(),
          });
        },
      });
    } finally {
      await showLab(request.kind === 'scenario' ? VERDICT_SHOWN_MS : 0);
    }
  });

  const token = randomBytes(24).toString('base64url');
  const server = await buildServer({ feed, token });
  controlRoutes(server, { token, jobs, end, heal });
  try {
    const [listening] = await Promise.all([
      listenOn(server, options.port === undefined ? {} : { port: options.port }),
      // One after the other: both make sure of the topic.
      recordStart(session).then(() => showLab()),
    ]);
    writeControlFile(session.stateDir, { url: listening.url.replace(/\/$/, ''), token, pid: process.pid });
    options.onReady(listening.url, listening.asWanted);
    await ended;
  } finally {
    rmSync(join(session.stateDir, STATE.control), { force: true });
    jobs.abort();
    signals.stop();
    watch.stop();
    stopNode();
    await Promise.all([server.close(), endLab()]);
    await feed.close();
    await session.close();
    releaseSignals();
  }
}

/** Refuses what this version does not have yet, by name. */
export function refuseOthers(flags: Record<string, string | boolean | undefined>): void {
  for (const [name, here] of [
    ['runtime', 'embedded'],
    ['engine', 'duckdb'],
  ] as const) {
    const asked = flags[name];
    if (asked === undefined || asked === here) continue;
    throw new LakequakeError(
      'bad-argument',
      `--${name} ${asked} is not part of this version; it has ${here}`,
      {
        hint: `leave --${name} out`,
      },
    );
  }
}
