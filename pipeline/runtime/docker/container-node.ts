// One node in a container: started, followed to its end, its output kept in the node's log file. Compose has made the container; starting it
// again is the caller's business. The engine is asked for everything: a container's pid may be another machine's.
import { appendFileSync, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { LakequakeError } from '../../contract/errors.ts';
import { until } from '../../contract/until.ts';
import type { NodeExit, NodeName } from '../cluster.ts';
import type { ContainerInstance } from '../instance.ts';
import { START_REFUSED } from '../nodes/start-failure.ts';
import { type Container, isEngineGone, onEngine, statusOf } from './engine.ts';

export interface ContainerNode {
  readonly running: boolean;
  readonly paused: boolean;
  /** The engine stopped answering: nobody knows what became of it. */
  readonly lost: boolean;
  readonly instance: ContainerInstance | undefined;
  /** Throws `port-taken`, or what the engine says. */
  start(): Promise<void>;
  /** Follows a container that others have started; no error when it does not run. */
  adopt(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Asks with the signal, waits the grace, then SIGKILL. Resolves when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL', graceMs: number): Promise<void>;
}

interface Life {
  instance: ContainerInstance;
  running: boolean;
  paused: boolean;
  lost: boolean;
  endExpected: boolean;
}

/** Shells and the engine add the signal's number to this. */
const SIGNALLED: Record<number, NodeJS.Signals> = { 137: 'SIGKILL', 143: 'SIGTERM' };

/** `onChange` hears of every start, pause and end (of an end with what became of it). */
export function containerNode(
  container: Container,
  { name, logFile }: { name: NodeName; logFile: string },
  onChange: (exit?: NodeExit) => void,
): ContainerNode {
  let life: Life | undefined;

  async function start(): Promise<void> {
    const output = await keepOutput(container, logFile);
    await container.start().catch((error: unknown) => {
      output.abandon();
      noteRefusal(logFile, name, error);
      throw startError(name, error);
    });
    await begin(output.ended);
  }

  async function begin(outputEnded: Promise<unknown>): Promise<void> {
    const { Id, State } = await container.inspect();
    const own = {
      instance: { container: Id, startedAt: State.StartedAt },
      running: true,
      paused: State.Paused,
      lost: false,
      endExpected: false,
    };
    life = own;
    onChange();
    void follow(own, outputEnded);
  }

  async function adopt(): Promise<void> {
    const { State } = await container.inspect();
    if (State.Running) await begin((await keepOutput(container, logFile)).ended);
  }

  /** Until it ends. An engine that goes takes its containers with it. */
  async function follow(own: Life, outputEnded: Promise<unknown>): Promise<void> {
    const code = await container.wait().then(
      ({ StatusCode }: { StatusCode: number }) => StatusCode,
      () => null,
    );
    await outputEnded;
    own.running = false;
    own.lost = code === null;
    own.paused = false;
    const signal = code === null ? null : (SIGNALLED[code] ?? null);
    onChange({
      node: name,
      pid: undefined,
      code: signal === null ? code : null,
      signal,
      expected: own.endExpected,
      at: Date.now(),
    });
  }

  function alive(): Life {
    if (life?.running) return life;
    throw new LakequakeError('not-running', `${name} is not running`, { hint: `Start ${name} first.` });
  }

  async function resume(): Promise<void> {
    const own = alive();
    if (!own.paused) return;
    await onEngine(() => container.unpause()).catch(async (error: unknown) => {
      // Someone else has woken it, or ended it.
      if ((await container.inspect()).State.Paused) throw error;
    });
    own.paused = false;
    onChange();
  }

  return {
    get running() {
      return life?.running ?? false;
    },
    get paused() {
      return life?.paused ?? false;
    },
    get lost() {
      return life?.lost ?? false;
    },
    get instance() {
      return life?.running ? life.instance : undefined;
    },
    start: () => onEngine(start),
    adopt: () => onEngine(adopt),
    async pause() {
      const own = alive();
      if (own.paused) return;
      await onEngine(() => container.pause());
      own.paused = true;
      onChange();
    },
    resume,
    async end(signal, graceMs) {
      const own = life;
      if (!own?.running) return;
      own.endExpected = true;
      await resume(); // the engine refuses to signal a paused container
      await signalTo(container, signal);
      const gone = () => !own.running;
      if (signal === 'SIGTERM' && !(await within(gone, graceMs))) await signalTo(container, 'SIGKILL');
      await until(gone, { deadlineMs: 10_000, everyMs: 10, what: `${name} to end` });
    },
  };
}

/** No error when it has just ended. */
async function signalTo(container: Container, signal: NodeJS.Signals): Promise<void> {
  await onEngine(() => container.kill({ signal })).catch((error: unknown) => {
    if (statusOf(error) !== 409 && statusOf(error) !== 404) throw error;
  });
}

async function within(probe: () => boolean, deadlineMs: number): Promise<boolean> {
  return until(probe, { deadlineMs, everyMs: 10, what: 'the container to end' }).catch((error: unknown) => {
    if (error instanceof LakequakeError && error.code === 'deadline-passed') return false;
    throw error;
  });
}

/** Attached before the start, so that not a line is missed. */
async function keepOutput(
  container: Container,
  logFile: string,
): Promise<{ ended: Promise<unknown>; abandon: () => void }> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const file = createWriteStream(logFile, { flags: 'a' });
  container.modem.demuxStream(stream, file, file);
  const ended = finished(stream, { writable: false })
    .catch(() => undefined) // cut off with the engine: what came, came
    .then(() => finished(file.end()));
  return { ended, abandon: () => (stream as unknown as { destroy: () => void }).destroy() };
}

/** In the node's log, where whoever asks why it does not run looks first (nodes/broker-trouble.ts). */
function noteRefusal(logFile: string, name: NodeName, error: unknown): void {
  const said = (error as Error).message.replaceAll('\n', ' ');
  appendFileSync(logFile, `${new Date().toISOString()} ERROR ${name} [Engine] ${START_REFUSED}: ${said}\n`);
}

/** What the engine says when a published port cannot be bound. */
const PORT_TAKEN = /(?:listen \w+|Bind for|expose port) [^\s:]*:(\d+)[^:]*(?::.*)?(?:already|in use)/;

function startError(name: NodeName, error: unknown): unknown {
  if (isEngineGone(error)) return error;
  const said = (error as Error).message;
  const port = PORT_TAKEN.exec(said)?.[1];
  if (port !== undefined || /port is already allocated|address already in use/.test(said))
    return new LakequakeError(
      'port-taken',
      `${name} could not start: port ${port ?? 'of its own'} is taken by another program`,
      { hint: 'Start again: free ports are chosen anew.', cause: error },
    );
  return new LakequakeError('broker-failed', `the engine could not start ${name}: ${said}`, {
    hint: 'Run `docker info` to see how the engine is.',
    cause: error,
  });
}
