// Where a Node process spent its main thread, out of a CPU profile: time by package or file of ours, idle apart. Pure.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  /** Microseconds before each sample. */
  timeDeltas: number[];
}

export interface Place {
  name: string;
  ms: number;
}

/** Self time by place, most first; `(idle)` and `(garbage collector)` as the profiler calls them. */
export function placesOf(profile: CpuProfile, projectDir: string): Place[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame, projectDir)]));
  const ms = new Map<string, number>();
  profile.samples.forEach((id, index) => {
    const name = names.get(id) ?? '(unknown)';
    ms.set(name, (ms.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1_000);
  });
  return [...ms].map(([name, time]) => ({ name, ms: time })).sort((a, b) => b.ms - a.ms);
}

/** The package, the project's file, or what Node itself calls it. */
function placeOf(
  { functionName, url }: CpuProfile['nodes'][number]['callFrame'],
  projectDir: string,
): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (inPackage !== undefined) return inPackage;
  if (url.startsWith('file:')) return relative(projectDir, fileURLToPath(url));
  if (url.startsWith('node:')) return `Node, ${functionName || url}`;
  return functionName.startsWith('(') ? functionName : `Node, ${functionName || 'native'}`;
}
