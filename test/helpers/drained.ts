// A real drain of generated lines on a cluster of its own, and the lake and ledger it leaves behind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DrainResult, runDrain } from '../../cli/control/drain.ts';
import { openSession } from '../../cli/control/session.ts';
import type { RunSpec } from '../../pipeline/contract/run-spec.ts';

const projectDir = fileURLToPath(new URL('../../', import.meta.url));

export interface Drained {
  /** A temporary folder; everything of the drain is in it. */
  folder: string;
  spec: RunSpec;
  result: DrainResult;
  remove(): void;
}

/** Drains generated lines and stops the cluster again; what it wrote stays until `remove`. */
export async function drainGenerated(options: {
  lines: number;
  seed: number;
  ratePerSecond: number | null;
  eventTimeMode: 'now' | 'original';
}): Promise<Drained> {
  const folder = mkdtempSync(join(tmpdir(), 'lakequake-drained-'));
  const session = await openSession({
    stateDir: join(folder, 'state'),
    projectDir,
    settingsFile: undefined,
    progress: () => undefined,
  });
  let spec: RunSpec | undefined;
  try {
    const result = await runDrain(session, {
      source: {
        input: { kind: 'generator' },
        ratePerSecond: options.ratePerSecond,
        maxEvents: options.lines,
      },
      seed: options.seed,
      settings: session.settings,
      eventTimeMode: options.eventTimeMode,
      backlog: false,
      progress: () => undefined,
      onRun: (run) => {
        spec = run.spec;
      },
    });
    return { folder, spec: spec!, result, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } finally {
    await session.close();
  }
}
