import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readSendFailure } from '../../../pipeline/kafka/send-outcome.ts';

const require = createRequire(import.meta.url);
const errors = require('kafkajs/src/errors.js') as Record<string, new (...args: unknown[]) => Error>;
const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as {
  createErrorFromCode(code: number): Error;
};

const exhausted = (cause: Error) =>
  new errors.KafkaJSNumberOfRetriesExceeded!(cause, { retryCount: 5, retryTime: 1 });

describe('a rejected send', () => {
  it.each([
    ['message too large', createErrorFromCode(10)],
    ['not enough replicas, before the append', createErrorFromCode(19)],
    ['connection refused', new errors.KafkaJSConnectionError!('Connection error', { code: 'ECONNREFUSED' })],
  ])('is definite after one attempt: %s', (_, error) => {
    expect(readSendFailure(error, 1).definite).toBe(true);
    expect(readSendFailure(exhausted(error), 1).definite).toBe(true);
  });

  it.each([
    ['not leader: the next leader may have kept it', createErrorFromCode(6)],
    ['timed out in the broker', createErrorFromCode(7)],
    ['not enough replicas, after the append', createErrorFromCode(20)],
    ['unknown topic: answered for a deleted topic too', createErrorFromCode(3)],
    ['connection reset', new errors.KafkaJSConnectionError!('Connection error', { code: 'ECONNRESET' })],
    ['connection closed', new errors.KafkaJSConnectionClosedError!('Closed connection')],
    ['no answer', new errors.KafkaJSRequestTimeoutError!('Request timed out')],
    ['a bug', new TypeError('x is not a function')],
  ])('is unknown: %s', (_, error) => {
    expect(readSendFailure(error, 1).definite).toBe(false);
  });

  it('is unknown after a retry, whatever the last attempt says', () => {
    expect(readSendFailure(createErrorFromCode(19), 2).definite).toBe(false);
  });

  it('is definite when no attempt ever began', () => {
    expect(readSendFailure(new errors.KafkaJSConnectionClosedError!('Closed connection'), 0).definite).toBe(
      true,
    );
  });

  it('is hopeless when the records are at fault, transient when the network is', () => {
    expect(readSendFailure(createErrorFromCode(10), 1)).toMatchObject({
      hopeless: true,
      tooLarge: true,
      transient: false,
    });
    expect(readSendFailure(createErrorFromCode(6), 1)).toMatchObject({ hopeless: false, transient: true });
    expect(readSendFailure(createErrorFromCode(45), 1).transient).toBe(false);
    expect(readSendFailure(new TypeError('bug'), 1).transient).toBe(false);
  });
});
