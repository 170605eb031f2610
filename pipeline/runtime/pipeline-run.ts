// One running pipeline: a source, one or more processors, one topic, one lake, one ledger. Keeps the latest reports with
// the time they came, and ends the input so that every window becomes final. It passes messages on; it judges nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  FromChild,
  ProcessorReport,
  SourceReport,
  StreamingQueryProgress,
  ToChild,
} from '../contract/progress.ts';
import type { RunSpec } from '../contract/run-spec.ts';
import type { Settings } from '../contract/settings.ts';
import { until } from '../contract/until.ts';
import { allWork } from './all-work.ts';
import { forkChild } from './child-process.ts';
import type { ProcessBook } from './process-book.ts';
import { type Component, type ComponentRole, createSupervisor, type RunEvent } from './supervisor.ts';

/** A module that wraps the ports of a process, and its options (JSON-safe). */
export interface PortsModule {
  /** Absolute path. */
  file: string;
  options?: unknown;
}

export interface PipelineRunOptions {
  spec: RunSpec;
  /** Absolute folder where spec.json is written. */
  runDir: string;
  book: ProcessBook;
  sourcePorts?: PortsModule;
  processorPorts?: PortsModule;
  /** Next offset of every partition of the topic, from Kafka itself. */
  endOffsets: () => Promise<Record<string, string>>;
  /** Hears of every deployment on the way, before it is made. */
  onRedeploy?: (before: Settings, after: Settings) => void;
}

/** A report and when it arrived (ms since the epoch): the reader decides when it is too old to believe. */
export interface Stamped<T> {
  at: number;
  value: T;
}

/** What the processors read and write, and as whom. */
export type DeployedPlaces = Pick<RunSpec, 'topic' | 'group' | 'lakeDir'>;

export interface PipelineRun {
  readonly spec: RunSpec;
  source(): Stamped<SourceReport> | undefined;
  processors(): Map<string, Stamped<ProcessorReport>>;
  queries(): Map<string, Stamped<StreamingQueryProgress>>;
  components(): Component[];
  /** Every message of every process; returns the function that ends the subscription. */
  onMessage(listener: (name: string, message: FromChild) => void): () => void;
  onEvent(listener: (event: RunEvent) => void): () => void;
  startSource(): Promise<void>;
  startProcessors(): Promise<void>;
  startProcessor(name: string): Promise<void>;
  /** Waits until every processor has said that it works, or the run was stopped; Spark takes tens of seconds from its process to that. */
  engineReady(deadlineMs: number): Promise<void>;
  /** A deployment: the processors end in good order and start again with these settings (and places), which the spec has from now on. */
  redeploy(settings: Settings, places?: Partial<DeployedPlaces>): Promise<void>;
  setRate(ratePerSecond: number | null): void;
  /** Sends the signal and does not wait; the process is started again when settings say so. */
  kill(name: string, signal: 'SIGKILL' | 'SIGTERM'): void;
  pause(name: string): void;
  resume(name: string): void;
  /** Asks the source to flush and end, and waits for it. */
  closeSource(deadlineMs: number): Promise<void>;
  /** Waits until the source has sent all it will send (its input ended). */
  sourceDone(deadlineMs: number): Promise<void>;
  /** Tells the processors where the input ended, and waits until every window is final. */
  finish(deadlineMs: number): Promise<void>;
  /** Ends the processes; idempotent. */
  stop(): Promise<void>;
}

const STOP_FOR_DEPLOY_MS = 10_000;

function scriptOf(role: ComponentRole): string {
  return fileURLToPath(new URL(`../../cli/${role}.ts`, import.meta.url));
}

function portsArguments(ports: PortsModule | undefined): string[] {
  if (ports === undefined) return [];
  const options = ports.options === undefined ? [] : ['--ports-options', JSON.stringify(ports.options)];
  return ['--ports', ports.file, ...options];
}

function writeSpec({ spec, runDir }: PipelineRunOptions): string {
  for (const folder of [runDir, spec.lakeDir, spec.logDir, dirname(spec.ledgerFile)])
    mkdirSync(folder, { recursive: true });
  const specFile = join(runDir, 'spec.json');
  writeFileSync(specFile, JSON.stringify(spec, null, 2));
  return specFile;
}

function subscription<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Prepares a run and writes its spec.json. Nothing is started yet. */
export function createPipelineRun(options: PipelineRunOptions): PipelineRun {
  const { spec, book } = options;
  const specFile = writeSpec(options);
  const messageListeners = new Set<(name: string, message: FromChild) => void>();
  const eventListeners = new Set<(event: RunEvent) => void>();
  const processorReports = new Map<string, Stamped<ProcessorReport>>();
  const queryProgress = new Map<string, Stamped<StreamingQueryProgress>>();
  let stopped = false;
  let sourceReport: Stamped<SourceReport> | undefined;
  let finishMessage: Extract<ToChild, { type: 'finish' }> | undefined;

  function keepReport(name: string, message: FromChild): void {
    const at = Date.now();
    if (message.type === 'source') sourceReport = { at, value: message };
    else if (message.type === 'processor') processorReports.set(name, { at, value: message });
    else if (message.type === 'query')
      queryProgress.set(message.progress.name, { at, value: message.progress });
    for (const listener of messageListeners) listener(name, message);
  }

  const supervisor = createSupervisor({
    restart: spec.settings.processor.restart,
    fork: (name, role, onMessage) => {
      const ports = role === 'source' ? options.sourcePorts : options.processorPorts;
      const own = role === 'source' ? [] : ['--name', name];
      const args = [specFile, ...own, ...portsArguments(ports)];
      const outputFile = join(spec.logDir, `${name}.out`);
      const wholeGroup = role === 'processor' && spec.engine === 'spark';
      return forkChild({ name, role, script: scriptOf(role), args, outputFile, book, onMessage, wholeGroup });
    },
    onMessage: (name, message) => {
      // A processor that was started again after the input ended does not know that it has.
      if (message.type === 'ready' && finishMessage !== undefined && name !== 'source')
        supervisor.child(name).tell(finishMessage);
      keepReport(name, message);
    },
    onEvent: (event) => {
      for (const listener of eventListeners) listener(event);
    },
  });

  async function startProcessors(names: string[]): Promise<void> {
    for (const name of names) supervisor.start(name, 'processor');
    await supervisor.ready(names, 'processor');
  }

  async function untilHealthy(
    role: ComponentRole,
    done: () => boolean,
    deadlineMs: number,
    what: string,
  ): Promise<void> {
    const probe = () => {
      const failure = supervisor.failure(role);
      if (failure !== undefined) throw failure;
      return done();
    };
    await until(probe, { deadlineMs, everyMs: 20, what });
  }

  return {
    spec,
    source: () => sourceReport,
    processors: () => processorReports,
    queries: () => queryProgress,
    components: () => supervisor.components(),
    onMessage: (listener) => subscription(messageListeners, listener),
    onEvent: (listener) => subscription(eventListeners, listener),
    async startSource() {
      supervisor.start('source', 'source');
      await supervisor.ready(['source'], 'source');
    },
    startProcessors: () =>
      startProcessors(
        // Spark spreads its work by itself; two drivers on one checkpoint would fight.
        Array.from(
          { length: spec.engine === 'spark' ? 1 : spec.settings.processor.processes },
          (_, index) => `processor-${index + 1}`,
        ),
      ),
    startProcessor: (name) => startProcessors([name]),
    engineReady: (deadlineMs) =>
      untilHealthy(
        'processor',
        () => stopped || allWork(supervisor.components(), processorReports),
        deadlineMs,
        'the engine to be ready',
      ),
    async redeploy(settings, places = {}) {
      options.onRedeploy?.(spec.settings, settings);
      Object.assign(spec, places, { settings });
      writeSpec(options);
      const running = supervisor.children('processor');
      for (const processor of running) {
        processor.expectEnd();
        processor.tell({ type: 'stop' });
      }
      const names = running.map(({ name }) => name);
      await until(() => running.every((processor) => !processor.alive()), {
        deadlineMs: STOP_FOR_DEPLOY_MS,
        everyMs: 20,
        what: `${names.join(', ')} to end`,
      });
      await startProcessors(names);
    },
    setRate: (ratePerSecond) => supervisor.child('source').tell({ type: 'set-rate', ratePerSecond }),
    kill: (name, signal) => supervisor.child(name).signal(signal),
    pause: (name) => supervisor.pause(name),
    resume: (name) => supervisor.resume(name),
    async closeSource(deadlineMs) {
      for (const source of supervisor.children('source')) {
        source.expectEnd();
        source.tell({ type: 'stop' });
        await until(() => !source.alive(), { deadlineMs, everyMs: 20, what: 'the source to flush and end' });
      }
    },
    sourceDone: (deadlineMs) =>
      untilHealthy(
        'source',
        () => sourceReport?.value.state === 'done',
        deadlineMs,
        'the source to send its last event',
      ),
    async finish(deadlineMs) {
      finishMessage = { type: 'finish', endOffsets: await options.endOffsets() };
      for (const processor of supervisor.children('processor')) processor.tell(finishMessage);
      // All of them: who does not own silver and gold has finished long before they are final.
      const finished = () => {
        const running = supervisor.children('processor');
        return (
          running.length > 0 &&
          running.every(({ name }) => processorReports.get(name)?.value.state === 'finished')
        );
      };
      await untilHealthy('processor', finished, deadlineMs, 'gold to become final');
    },
    stop: () => {
      stopped = true;
      return supervisor.stop();
    },
  };
}
