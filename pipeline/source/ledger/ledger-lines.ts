// Turns a batch of events into its ledger lines. The truth is the generator's, from before any distortion; only the hash and the
// key are of what is sent.
import { hash } from 'node:crypto';
import type { SourceEvent } from '../../contract/event.ts';
import type { LedgerIntent } from '../../contract/ledger.ts';

const EXPECT = { silver: 's', quarantine: 'q', late: 'l' } as const;

/** The hash by which a line is recognised: md5 of its latin1 text taken as UTF-8. */
export function lineHash(line: string): string {
  return hash('md5', line);
}

/** The intent line of batch `b`. */
export function intentLine(b: number, p: number, at: number, events: readonly SourceEvent[]): LedgerIntent {
  return {
    t: 'intent',
    b,
    p,
    at,
    seq: events.map(({ seq }) => seq),
    time: events.map(({ truth }) => truth.timeMs),
    host: events.map(({ truth }) => truth.host),
    method: events.map(({ truth }) => truth.method),
    path: events.map(({ truth }) => truth.path),
    status: events.map(({ truth }) => truth.status),
    bytes: events.map(({ truth }) => truth.bytes),
    format: events.map(({ truth }) => truth.format),
    expect: events.map(({ truth }) => EXPECT[truth.disposition]),
    md5: events.map(({ line }) => (line === null ? null : lineHash(line))),
    key: events.map(({ key }) => key),
    ...(events.some(({ claimsMs }) => claimsMs !== undefined)
      ? { claims: events.map(({ claimsMs }) => claimsMs ?? null) }
      : {}),
  };
}
