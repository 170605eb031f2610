// What is to be said of a process that the supervisor keeps, by what it knows of it and by when the process last spoke. Pure.
import type { Component } from '../runtime/supervisor.ts';
import { MISSING_AFTER_MS } from './readings.ts';

/** `missing`: it should be there and says nothing. `down`: known to be dead. */
export type ProcessPartState = 'up' | 'starting' | 'down' | 'paused' | 'missing' | 'stopped';

/** `reportedAt` is when its last report came, null when none did; both times are ms since the epoch. */
export function processPartState(
  component: Component | undefined,
  reportedAt: number | null,
  nowMs: number,
): ProcessPartState {
  if (component === undefined || component.state === 'ended') return 'stopped';
  if (component.state === 'paused') return 'paused';
  if (component.state === 'down' || component.state === 'failed') return 'down';
  if (component.state === 'starting') return 'starting';
  return reportedAt === null || nowMs - reportedAt > MISSING_AFTER_MS ? 'missing' : 'up';
}
