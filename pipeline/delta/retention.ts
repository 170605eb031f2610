// Table properties that are durations ("interval 1 week") or counts, with the defaults of the Delta documentation.

import type { Metadata } from './actions.ts';
import { DeltaError } from './errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** "interval 2 hours" or "1 hour 30 minutes" in milliseconds. */
export function parseIntervalMs(text: string): number {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, '');
  const parts = [...words.matchAll(/(\d+)\s*([a-z]+?)s?(?:\s+|$)/g)];
  const whole = parts.map((part) => part[0]).join('');
  const known = parts.every((part) => UNIT_MS[part[2]!] !== undefined);
  if (parts.length === 0 || whole !== words || !known) {
    throw new DeltaError(
      'invalid-commit',
      `${JSON.stringify(text)} is not an interval such as "interval 1 hours"`,
    );
  }
  return parts.reduce((sum, part) => sum + Number(part[1]) * UNIT_MS[part[2]!]!, 0);
}

/** `delta.deletedFileRetentionDuration`: how long removed files stay readable. One week unless set. */
export function deletedFileRetentionMs(metadata: Metadata): number {
  return parseIntervalMs(metadata.configuration['delta.deletedFileRetentionDuration'] ?? 'interval 1 weeks');
}

/**
 * `delta.logRetentionDuration`: how long commits behind a checkpoint stay. 30 days unless set; null when
 * `delta.enableExpiredLogCleanup` is false and they stay for ever.
 */
export function logRetentionMs({ configuration }: Metadata): number | null {
  if (configuration['delta.enableExpiredLogCleanup']?.toLowerCase() === 'false') return null;
  return parseIntervalMs(configuration['delta.logRetentionDuration'] ?? 'interval 30 days');
}

/** `delta.checkpointInterval` in commits, or the given default. */
export function checkpointIntervalCommits(metadata: Metadata, fallback: number): number {
  const text = metadata.configuration['delta.checkpointInterval'];
  return text === undefined ? fallback : Math.max(1, Number.parseInt(text, 10) || fallback);
}

/** `delta.appendOnly`. */
export function isAppendOnly(metadata: Metadata): boolean {
  return metadata.configuration['delta.appendOnly']?.toLowerCase() === 'true';
}
