// The composition root of control: opens the session, runs the lab's own pipeline, gives the cluster to one job at a time
// (a drain, a scenario), and serves the dashboard. It ends everything in order, whatever ends it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stateArchive } from '../dashboard/server/archive/state-archive.ts';
import { buildServer } from '../dashboard/server/build-server.ts';
import { stateInquiry } from '../dashboard/server/inquiry/state-inquiry.ts';
import { stateLabs } from '../dashboard/server/labs/state-labs.ts';
import { listenOn } from '../dashboard/server/listen-on.ts';
import { recordingFiles } from '../dashboard/server/recording/recorder.ts';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Change } from '../pipeline/contract/journal.ts';
import { type EngineChoice, type SourceSpec, STATE } from '../pipeline/contract/run-spec.ts';
import { appendChanges } from '../pipeline/observe/change-journal.ts';
import { processLogger } from '../pipeline/observe/log.ts';
import { attachedProject } from '../pipeline/runtime/docker/attach-cluster.ts';
import type { PipelineRun } from '../pipeline/runtime/pipeline-run.ts';
import { replaceFile } from '../pipeline/runtime/replace-file.ts';
import { controlRoutes } from './control/api.ts';
import { bindingOf, LOOPBACK } from './control/binding.ts';
import { onEndSignals } from './control/end-signals.ts';
import { healLab } from './control/heal-lab.ts';
import { createJobRunner, runJob } from './control/jobs.ts';
import { labRunsAsJobs } from './control/lab-runs.ts';
import { trackJobs } from './control/last-job.ts';
import { newRun, runFolder } from './control/new-run.ts';
import { scenarioJob, suiteJob } from './control/page-jobs.ts';
import { recordStart } from './control/record-start.ts';
import { openSession, type Session, type SessionOptions } from './control/session.ts';
import { openStage } from './control/stage.ts';

export interface ControlOptions extends SessionOptions {
  source: SourceSpec;
  engine?: EngineChoice;
  seed: number;
  port: number | undefined;
  /** Address to listen on; loopback unless given. */
  host: string | undefined;
  /** Called once the dashboard answers. */
  onReady: (url: string, asWanted: boolean) => void;
}

/** How long the page stays with a scenario that has ended. */
const VERDICT_SHOWN_MS = 45_000;
/** Spark on a busy machine. */
const ENGINE_READY_MS = 300_000;

function writeControlFile(stateDir: string, content: { url: string; token: string; pid: number }): void {
  replaceFile(join(stateDir, STATE.control), JSON.stringify(content), { onlyOwner: true });
}

/** The lab's own pipeline: started, set aside while a job has the cluster, started again. */
async function startLab(session: Session, options: ControlOptions): Promise<PipelineRun> {
  const { run, warnings } = await newRun(session, {
    kind: 'lab',
    seed: options.seed,
    source: options.source,
    ...(options.engine ? { engine: options.engine } : {}),
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
  const heal = () => healLab(session);
  const stage = await openStage({
    session,
    ...(options.engine ? { engine: options.engine.engine } : {}),
    heal,
    changed: (change) => journal(change, 'dashboard'),
    note: (problem) => logger.warn(problem),
    job: () => jobs.last(),
    runScenario: async (scenario) => jobs.start(await scenarioJob(options.engine, scenario)),
    runSuite: async (suite) => jobs.start(await suiteJob(options.engine, session.cluster.runtime, suite)),
    stopJob: async () => {
      if (!jobs.busy)
        throw new LakequakeError('not-running', 'no run is under way', { hint: 'start one first' });
      jobs.abort();
      return 'the run stops: it heals and ends';
    },
  });
  let lab: PipelineRun | undefined;
  const journal = (change: Pick<Change, 'kind' | 'subject' | 'before' | 'after'>, by: string) =>
    appendChanges(session.stateDir, [{ at: Date.now(), by, runId: lab?.spec.runId ?? null, ...change }]);

  /** Starts the lab's own stream; a verdict that has just been reached stays on the page for a while. */
  async function showLab(verdictForMs = 0): Promise<void> {
    options.progress('starting source and processor');
    const run = await startLab(session, options);
    lab = run;
    stage.follow(run);
    run.onMessage((name, message) => {
      if (message.type === 'step') options.progress(`${name}: ${message.says}`);
    });
    if (verdictForMs === 0) await stage.show(run);
    else
      setTimeout(() => {
        if (lab === run) stage.show(run).catch((err: Error) => logger.error({ err }, 'the lab is not shown'));
      }, verdictForMs).unref();
    if (run.spec.engine === 'spark') {
      await run.startProcessors();
      void startSourceLater(run);
    } else await Promise.all([run.startProcessors(), run.startSource()]);
    logger.info({ runId: run.spec.runId }, 'the lab streams');
  }

  /** Nothing is sent to an engine that is not there yet: that would be a backlog, and an alarm, at every start. */
  async function startSourceLater(run: PipelineRun): Promise<void> {
    try {
      await run.engineReady(ENGINE_READY_MS);
      if (lab === run) await run.startSource();
    } catch (err) {
      logger.error({ err }, 'the source was not started');
      options.progress(`the source was not started: ${(err as Error).message}`);
    }
  }

  async function endLab(): Promise<void> {
    // A source that does not flush in time is ended with the others.
    await lab?.closeSource(10_000).catch(() => undefined);
    await lab?.stop();
    lab = undefined;
  }

  const jobs = trackJobs(
    createJobRunner(async (request, { progress, signal }) => {
      await endLab();
      try {
        return await runJob(session, request, {
          ...stage.events,
          progress,
          signal,
          onFault: (fault) => {
            stage.events.onFault(fault);
            journal({ kind: 'fault', subject: fault.id, before: null, after: fault.target }, 'scenario');
          },
          onFaultEnded: (id) => {
            stage.events.onFaultEnded(id);
            journal({ kind: 'fault', subject: id, before: 'live', after: null }, 'scenario');
          },
        });
      } finally {
        await showLab(request.kind === 'scenario' ? VERDICT_SHOWN_MS : 0);
      }
    }),
  );

  const token = randomBytes(24).toString('base64url');
  const { feed } = stage;
  const binding = bindingOf(options.host);
  const server = await buildServer({
    feed,
    archive: stateArchive(session.stateDir),
    inquiry: stateInquiry({ stateDir: session.stateDir, live: () => feed.snapshot() }),
    labs: stateLabs({
      stateDir: session.stateDir,
      startRun: labRunsAsJobs(jobs, session.stateDir, (text) => logger.info(text)),
      hasRecording: (runId) => recordingFiles(runFolder(session.stateDir, runId)).length > 0,
    }),
    token,
    tokenOnly: binding.tokenOnly,
    allowedHosts: binding.allowedHosts,
  });
  controlRoutes(server, { token, jobs, end, heal });
  try {
    const [listening] = await Promise.all([
      listenOn(server, {
        host: binding.host,
        ...(options.port === undefined ? {} : { port: options.port }),
      }),
      // One after the other: both make sure of the topic.
      recordStart(session).then(() => showLab()),
    ]);
    const at = (host: string) => `http://${host}:${listening.port}`;
    writeControlFile(session.stateDir, { url: at(binding.localHost), token, pid: process.pid });
    // Behind the `#` it reaches no server's log.
    const linkHost = attachedProject() === undefined ? binding.linkHost : LOOPBACK;
    const link = binding.tokenOnly ? `${at(linkHost)}/#token=${token}` : `${at(LOOPBACK)}/`;
    options.onReady(link, listening.asWanted);
    await ended;
  } finally {
    rmSync(join(session.stateDir, STATE.control), { force: true });
    jobs.abort();
    stopNode();
    await Promise.all([server.close(), endLab()]);
    await stage.close();
    await session.close();
    releaseSignals();
  }
}
