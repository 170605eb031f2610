// Whoever stops a run does not wait for what it is waiting for.
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { guardRun, unlessStopped } from '../../../chaos/abort.ts';

const LONG_MS = 60_000;
const never = new Promise<void>(() => undefined);

it('a stop ends the wait for work that goes on', async () => {
  const stop = new AbortController();
  const waiting = unlessStopped(guardRun(tmpdir(), LONG_MS, stop.signal), never);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
});

it('without a stop the end of the work is told as it is', async () => {
  const guard = guardRun(tmpdir(), LONG_MS, undefined);
  await expect(unlessStopped(guard, Promise.resolve())).resolves.toBeUndefined();
  await expect(unlessStopped(guard, Promise.reject(new Error('too late')))).rejects.toThrow('too late');
});
