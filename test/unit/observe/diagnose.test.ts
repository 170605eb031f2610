// The naive diagnosis: it knows who lives, and nothing of the work.
import { expect, test } from 'vitest';
import { byProcessState, NO_CAUSE } from '../../../pipeline/observe/diagnose.ts';

test('while every process lives, the process state names no cause', () => {
  expect(byProcessState([{ name: 'source', alive: true }]).cause).toBe(NO_CAUSE);
});

test('a dead process is named', () => {
  const found = byProcessState([
    { name: 'source', alive: true },
    { name: 'processor-1', alive: false },
  ]);
  expect(found).toEqual({ cause: 'a process is down', says: 'processor-1 does not run' });
});
