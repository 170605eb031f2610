// The long-lines fault: the truth grows with the line, nothing else changes, and what cannot be grown stays as it was.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withLongPath } from '../../../chaos/faults/long-lines.ts';
import type { SourceEvent } from '../../../pipeline/contract/event.ts';

const path = fc.stringMatching(/^\/[a-z0-9/.]{0,30}$/);
const event = (line: string | null, known: string | null, disposition = 'silver') =>
  ({ seq: 1, line, key: 'h', truth: { path: known, disposition } }) as unknown as SourceEvent;

describe('long-lines', () => {
  it('makes path and line longer by the same text, in its place', () => {
    fc.assert(
      fc.property(path, fc.integer({ min: 1, max: 500 }), (known, longerBy) => {
        const line = `h - - [10/Oct/1995:00:00:00 -0400] "GET ${known} HTTP/1.0" 200 7`;
        const long = withLongPath(event(line, known), longerBy);
        expect(long.truth.path).toBe(`${known}/${'x'.repeat(longerBy - 1)}`);
        expect(long.line).toBe(line.replace(`GET ${known} `, `GET ${long.truth.path} `));
        expect(long.key).toBe('h');
      }),
    );
  });

  it.each([
    ['a null value', event(null, '/a')],
    ['a line without a path', event('h "-" 400 0', null)],
    ['a line that belongs in quarantine', event('x /a y', '/a', 'quarantine')],
    ['a path written otherwise than it is', event('{"path":"\\/a"}', '/a')],
  ])('leaves %s as it was', (_what, one) => {
    expect(withLongPath(one, 100)).toBe(one);
  });
});
