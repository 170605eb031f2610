// What a user has set and a run does not take, because its scenario or variant sets it itself: the experiment would be another one
// otherwise. A setting that silently does nothing teaches something wrong, so every verdict on a user's settings says it. Pure.
import type { Settings } from '../pipeline/contract/settings.ts';
import { differences } from '../pipeline/observe/diff-settings.ts';

export interface Overruled {
  /** Such as `stream.triggerMs`. */
  path: string;
  yours: unknown;
  taken: unknown;
}

/** The settings that differ from `base`, the values nobody chose, and have another value in the run. */
export function overruledIn(base: Settings, yours: Settings, taken: Settings): Overruled[] {
  const chosen = new Set(differences(base, yours).map(({ path }) => path));
  return differences(yours, taken)
    .filter(({ path }) => chosen.has(path))
    .map(({ path, before, after }) => ({ path, yours: before, taken: after }));
}

/** It as a sentence. */
export const saysOverruled = ({ path, yours, taken }: Overruled): string =>
  `this run sets ${path} to ${String(taken)} itself, so your ${String(yours)} changes nothing in it`;
