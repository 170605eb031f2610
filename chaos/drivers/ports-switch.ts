// How the runner and a fault inside a process of the pipeline speak: a folder of the run. The runner switches the fault on by making a
// file; the fault looks for it now and then, and appends a line each time it strikes. Files, so that a killed runner or process leaves
// what the next one needs: healing removes the switch, whoever does it.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SWITCH = 'on';
const STRIKES = 'strikes.jsonl';
/** How often a process looks for the switch at most. */
const LOOK_EVERY_MS = 20;

/** The folder of the n-th fault of a schedule. */
export function switchFolder(runDir: string, index: number, fault: string): string {
  return join(runDir, 'faults', `${index}-${fault}`);
}

/** Runner: the fault strikes from now on. `facts` reach the process. */
export function switchOn(folder: string, facts: Record<string, unknown> = {}): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, SWITCH), JSON.stringify(facts));
}

/** Runner: the fault strikes no more; true when it was on. */
export function switchOff(folder: string): boolean {
  const was = existsSync(join(folder, SWITCH));
  rmSync(join(folder, SWITCH), { force: true });
  return was;
}

/** Runner: whether the fault is on now. */
export function isSwitchedOn(folder: string): boolean {
  return existsSync(join(folder, SWITCH));
}

/** Runner: what the fault told of its strikes, oldest first. */
export function strikesOf(folder: string): Record<string, unknown>[] {
  if (!existsSync(join(folder, STRIKES))) return [];
  const lines = readFileSync(join(folder, STRIKES), 'utf8').split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

export interface PortsSwitch {
  /** Whether the fault is on; looks at most every 20 ms. */
  isOn(): boolean;
  /** Tells that it struck; at most `limit` lines are written. */
  struck(facts: Record<string, unknown>): void;
}

/** Process: the other end of the folder. */
export function openSwitch(folder: string, limit = 1_000): PortsSwitch {
  mkdirSync(folder, { recursive: true });
  let lookedAt = Number.NEGATIVE_INFINITY;
  let on = false;
  let written = 0;
  return {
    isOn() {
      const now = performance.now();
      if (now - lookedAt >= LOOK_EVERY_MS) {
        on = existsSync(join(folder, SWITCH));
        lookedAt = now;
      }
      return on;
    },
    struck(facts) {
      if (written++ >= limit) return;
      appendFileSync(
        join(folder, STRIKES),
        `${JSON.stringify({ at: Date.now(), pid: process.pid, ...facts })}\n`,
      );
    },
  };
}
