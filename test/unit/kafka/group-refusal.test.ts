// Offsets refused because the group has moved on are told from every other failure, through whatever kafkajs wraps them in.
import { describe, expect, it } from 'vitest';
import { isRefusedByGroup } from '../../../pipeline/kafka/admin.ts';

const kafkaError = (type: string) => Object.assign(new Error(type), { type });

describe('a refusal of offsets by the group', () => {
  it.each(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'NOT_COORDINATOR_FOR_GROUP'])(
    'is %s, also wrapped',
    (type) => {
      expect(isRefusedByGroup(kafkaError(type))).toBe(true);
      expect(isRefusedByGroup(new Error('gave up', { cause: kafkaError(type) }))).toBe(true);
    },
  );

  it('is nothing else', () => {
    expect(isRefusedByGroup(kafkaError('OFFSET_METADATA_TOO_LARGE'))).toBe(false);
    expect(isRefusedByGroup(new Error('disk full'))).toBe(false);
    expect(isRefusedByGroup(undefined)).toBe(false);
  });
});
