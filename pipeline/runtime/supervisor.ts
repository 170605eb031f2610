// Keeps the processes of one run alive: starts them, notes what became of each, starts again what died without saying why.
// A process that ended with last words (a refusal, a gap) stays down: it would only say them again.
import { LakequakeError } from '../contract/errors.ts';
import type { FromChild } from '../contract/progress.ts';
import { until } from '../contract/until.ts';
import type { ChildExit, ChildHandle } from './child-process.ts';

export type ComponentRole = 'source' | 'processor';

export interface Component {
  name: string;
  role: ComponentRole;
  pid: number | null;
  state: 'starting' | 'up' | 'paused' | 'down' | 'failed' | 'ended';
  restarts: number;
  /** Why it is down, when it said so. */
  reason: string | null;
  /** ms since the epoch. */
  since: number;
}

export type RunEvent = { type: 'exit'; exit: ChildExit } | { type: 'started'; name: string; pid: number };

export interface SupervisorOptions {
  fork: (name: string, role: ComponentRole, onMessage: (message: FromChild) => void) => ChildHandle;
  restart: boolean;
  onMessage: (name: string, message: FromChild) => void;
  onEvent: (event: RunEvent) => void;
}

export interface Supervisor {
  start(name: string, role: ComponentRole): void;
  /** Waits until the processes have said `ready`; throws when one of that role has refused. */
  ready(names: string[], role: ComponentRole): Promise<void>;
  /** The error a process of that role ended with, if one has. */
  failure(role: ComponentRole): LakequakeError | undefined;
  components(): Component[];
  children(role?: ComponentRole): ChildHandle[];
  child(name: string): ChildHandle;
  pause(name: string): void;
  resume(name: string): void;
  /** Asks all to stop, SIGKILLs after a grace, waits for their end; nothing is restarted afterwards. */
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 30_000;
const STOP_GRACE_MS = 2_500;
/** A process that dies this often within the window stays down: it would die again. */
const MAX_RESTARTS = 8;
const RESTART_WINDOW_MS = 30_000;

interface Slot {
  component: Component;
  child: ChildHandle | undefined;
  restartTimes: number[];
}

/** A supervisor with no process yet. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const slots = new Map<string, Slot>();
  let stopping = false;

  function slotOf(name: string, role: ComponentRole): Slot {
    let slot = slots.get(name);
    if (slot === undefined) {
      const component: Component = {
        name,
        role,
        pid: null,
        state: 'starting',
        restarts: 0,
        reason: null,
        since: 0,
      };
      slot = { component, child: undefined, restartTimes: [] };
      slots.set(name, slot);
    }
    return slot;
  }

  function setState(slot: Slot, state: Component['state'], reason: string | null = null): void {
    const pid = slot.child?.alive() ? slot.child.pid : null;
    slot.component = { ...slot.component, state, reason, pid, since: Date.now() };
  }

  function start(name: string, role: ComponentRole): void {
    const slot = slotOf(name, role);
    if (slot.child?.alive()) return;
    const child = options.fork(name, role, (message) => {
      if (message.type === 'ready') setState(slot, 'up');
      options.onMessage(name, message);
    });
    slot.child = child;
    setState(slot, 'starting');
    options.onEvent({ type: 'started', name, pid: child.pid });
    void child.exited.then((exit) => ended(slot, exit));
  }

  function ended(slot: Slot, exit: ChildExit): void {
    if (exit.expected || exit.code === 0) setState(slot, 'ended');
    else if (exit.fatal !== null) setState(slot, 'failed', exit.fatal.message);
    else setState(slot, 'down', exit.signal ?? `exit code ${exit.code}`);
    options.onEvent({ type: 'exit', exit });
    if (slot.component.state === 'down' && options.restart && !stopping) restart(slot);
  }

  function restart(slot: Slot): void {
    const now = Date.now();
    slot.restartTimes = [...slot.restartTimes.filter((time) => now - time < RESTART_WINDOW_MS), now];
    if (slot.restartTimes.length > MAX_RESTARTS) {
      setState(slot, 'failed', `died ${slot.restartTimes.length} times within ${RESTART_WINDOW_MS / 1000} s`);
      return;
    }
    slot.component = { ...slot.component, restarts: slot.component.restarts + 1 };
    start(slot.component.name, slot.component.role);
  }

  function failure(role: ComponentRole): LakequakeError | undefined {
    const slot = [...slots.values()].find(
      ({ component }) => component.role === role && component.state === 'failed',
    );
    if (slot === undefined) return undefined;
    const { name, reason } = slot.component;
    return new LakequakeError('component-failed', `${name} stopped: ${reason}`, {
      hint: `see its log with \`npx lakequake logs ${name}\``,
    });
  }

  function child(name: string): ChildHandle {
    const found = slots.get(name)?.child;
    if (found !== undefined) return found;
    throw new LakequakeError('not-found', `there is no process '${name}' in this run`, {
      hint: `name one of: ${[...slots.keys()].join(', ') || 'none yet'}`,
    });
  }

  return {
    start,
    failure,
    child,
    components: () => [...slots.values()].map((slot) => slot.component),
    children: (role) =>
      [...slots.values()]
        .filter((slot) => slot.child?.alive() && (role === undefined || slot.component.role === role))
        .map((slot) => slot.child!),
    async ready(names, role) {
      const allUp = () => {
        const refused = failure(role);
        if (refused !== undefined) throw refused;
        return names.every((name) => ['up', 'paused', 'ended'].includes(slots.get(name)!.component.state));
      };
      await until(allUp, {
        deadlineMs: START_DEADLINE_MS,
        everyMs: 20,
        what: `${names.join(', ')} to start`,
      });
    },
    pause(name) {
      child(name).signal('SIGSTOP');
      setState(slots.get(name)!, 'paused');
    },
    resume(name) {
      child(name).signal('SIGCONT');
      setState(slots.get(name)!, 'up');
    },
    async stop() {
      stopping = true;
      const alive = [...slots.values()]
        .map((slot) => slot.child)
        .filter((one) => one?.alive()) as ChildHandle[];
      for (const one of alive) {
        one.expectEnd();
        one.signal('SIGCONT');
        one.tell({ type: 'stop' });
      }
      const grace = setTimeout(() => {
        for (const one of alive) one.signal('SIGKILL');
      }, STOP_GRACE_MS);
      await Promise.all(alive.map((one) => one.exited));
      clearTimeout(grace);
    },
  };
}
