import { expect, test } from 'vitest';
import { mayBeAskedAgain } from '../../../pipeline/kafka/kafka-error.ts';
import {
  type EffectiveTopic,
  enforceTopicContract,
  isTopicUnknown,
  topicWeaknesses,
} from '../../../pipeline/kafka/topic.ts';

const sound: EffectiveTopic = {
  name: 'requests',
  partitions: 6,
  replicationFactor: 3,
  config: {
    'min.insync.replicas': '2',
    'unclean.leader.election.enable': 'false',
    'retention.ms': '604800000',
    'max.message.bytes': '2097152',
  },
};
const withConfig = (config: Record<string, string>): EffectiveTopic => ({
  ...sound,
  config: { ...sound.config, ...config },
});

test('a topic that protects its data has no weakness', () => {
  expect(topicWeaknesses(sound)).toEqual([]);
});

test.each([
  ['replication factor 1', { ...sound, replicationFactor: 1 }],
  ['min.insync.replicas 1', withConfig({ 'min.insync.replicas': '1' })],
  ['one lost broker stops all writes', withConfig({ 'min.insync.replicas': '3' })],
  ['unclean leader election', withConfig({ 'unclean.leader.election.enable': 'true' })],
  ['retention.ms 2000', withConfig({ 'retention.ms': '2000' })],
  ['max.message.bytes 1000', withConfig({ 'max.message.bytes': '1000' })],
] as const)('%s is named as a weakness', (words, topic) => {
  expect(topicWeaknesses(topic).join('; ')).toContain(words);
});

test('the contract refuses, warns or looks away as settings say', () => {
  const weak = { ...sound, replicationFactor: 1 };
  expect(() => enforceTopicContract(weak, 'refuse')).toThrow(/does not protect the data/);
  expect(enforceTopicContract(weak, 'warn')).not.toEqual([]);
  expect(enforceTopicContract(weak, 'off')).toEqual([]);
  expect(enforceTopicContract(sound, 'refuse')).toEqual([]);
});

test('an unknown topic is seen through the errors kafkajs wraps it in', () => {
  const inner = Object.assign(new Error('x'), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
  expect(
    isTopicUnknown(new Error('retries exceeded', { cause: new Error('non retriable', { cause: inner }) })),
  ).toBe(true);
  expect(isTopicUnknown(Object.assign(new Error('x'), { type: 'INVALID_CONFIG' }))).toBe(false);
});

test('offsets are asked for again where kafkajs asked nobody, refuses for now, or wraps such a refusal', () => {
  const nobodyAsked = new TypeError(
    "Cannot destructure property 'partitions' of 'low.pop(...)' as it is undefined.",
  );
  const forNow = Object.assign(new Error('x'), { retriable: true });
  expect(mayBeAskedAgain(nobodyAsked)).toBe(true);
  expect(mayBeAskedAgain(new Error('retries exceeded', { cause: forNow }))).toBe(true);
  expect(mayBeAskedAgain(new TypeError('x is not a function'))).toBe(false);
  expect(mayBeAskedAgain(Object.assign(forNow, { type: 'UNKNOWN_TOPIC_OR_PARTITION' }))).toBe(false);
});
