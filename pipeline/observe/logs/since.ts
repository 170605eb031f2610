// `--since`: an ISO time, or an age such as 30s, 10m, 2h. Pure.
import { LakequakeError } from '../../contract/errors.ts';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** ms since the epoch; throws `bad-argument`. */
export function parseSince(text: string, now: number): number {
  const age = /^(\d+)([smhd])$/.exec(text);
  if (age) return now - Number(age[1]) * UNITS[age[2] as keyof typeof UNITS];
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new LakequakeError('bad-argument', `--since takes a time or an age, not '${text}'`, {
    hint: 'give for example --since 10m or --since 2026-01-01T12:00:00Z',
  });
}
