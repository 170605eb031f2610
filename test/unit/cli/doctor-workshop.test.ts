// The one sentence of `doctor --workshop`: ready, or what is missing, all of it.
import { expect, it } from 'vitest';
import { readiness, type WorkshopFinding } from '../../../cli/doctor/workshop.ts';

const finding = (health: WorkshopFinding['health'], found: string): WorkshopFinding => ({
  id: 'x',
  health,
  found,
  hint: null,
});

it('says ready when nothing fails, also with warnings', () => {
  expect(readiness([finding('ok', 'a'), finding('warn', 'no network now')])).toMatch(/^ready/);
});

it('names everything that is missing', () => {
  const says = readiness([finding('fail', 'no Kafka 4.3.1'), finding('ok', 'b'), finding('fail', 'no Java')]);
  expect(says).toBe('not ready for a room without internet; missing: no Kafka 4.3.1; no Java');
});
