// The port KafkaSend on kafkajs 2.2.4, with the rules that keep an acknowledged record acknowledged (correctness.md, "Hazards of
// the chosen client"): one partition per kafkajs `send`; the same batch is tried again by the same producer, with the same
// sequence, until the delivery timeout; after a rejected send the producer is discarded, its connections cut, so that nothing of it
// is still under way from here. At most one unfinished send per partition is the caller's part. Each rule has its naive switch.
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordMetadata } from 'kafkajs';
import { LakequakeError } from '../contract/errors.ts';
import type { KafkaSend, SendAck, SendRequest } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import { beforeDeadline } from './before-deadline.ts';
import { createProducerPool, type PooledProducer, type ProducerPoolOptions } from './producer-pool.ts';
import { encodedMessages, plainMessages } from './send-messages.ts';
import { readSendFailure, type SendFailure } from './send-outcome.ts';

const ACKS = { all: -1, leader: 1, none: 0 } as const;

export interface KafkaProducer extends KafkaSend {
  /** Producers made so far: grows by one after every rejected send (hardened). */
  readonly generations: number;
  /** Waits for nothing: open sends are cut off. */
  close(): Promise<void>;
}

/** What `send-rejected` carries in its context, besides `why`. */
export interface SendRejection extends SendFailure {
  attempts: number;
}

interface OpenSend {
  attempts: number;
  givenUp: boolean;
}

/** A KafkaSend for one topic's producer settings. Connects at the first send. */
export function createKafkaProducer(options: ProducerPoolOptions): KafkaProducer {
  const { settings } = options;
  const pool = createProducerPool(options);

  async function send(requests: SendRequest[]): Promise<SendAck[]> {
    const open: OpenSend = { attempts: 0, givenUp: false };
    const deadline = performance.now() + settings.deliveryTimeoutMs;
    const producer = pool.borrow();
    try {
      return acksOf(requests, await deliver(producer, requests, open, deadline), settings);
    } catch (error) {
      if (settings.afterRejectedSend === 'new-producer') pool.discard(producer);
      throw rejected(error, open.attempts, requests);
    } finally {
      pool.giveBack(producer);
    }
  }

  /** One kafkajs `send` after the other with the same batch, while retries and time are left. */
  async function deliver(
    producer: PooledProducer,
    requests: SendRequest[],
    open: OpenSend,
    deadline: number,
  ): Promise<RecordMetadata[]> {
    const messages = messagesOf(requests, open);
    const topic = requests[0]!.topic;
    for (let round = 1; ; round++) {
      try {
        const kafkajs = await producer.connected();
        const sending = kafkajs.send({
          topic,
          messages,
          acks: ACKS[settings.acks],
          timeout: brokerWaitMs(settings),
        });
        const giveUp = () => {
          open.givenUp = true;
          producer.cut();
        };
        return await beforeDeadline(sending, deadline - performance.now(), giveUp);
      } catch (error) {
        const { transient } = readSendFailure(error, open.attempts);
        const spent = Math.max(round, open.attempts) > settings.retries || performance.now() > deadline;
        // Again only when alone: of several partitions some may have been answered, and would be sent twice.
        if (open.givenUp || !transient || spent || requests.length > 1) throw error;
        await delay(settings.retryBackoffMs);
      }
    }
  }

  return {
    send,
    get generations() {
      return pool.generations;
    },
    close: () => pool.close(),
  };
}

function messagesOf(requests: SendRequest[], open: OpenSend) {
  const onAttempt = () => {
    // kafkajs cannot cancel a send, and one whose producer was disconnected connects again by itself: so it ends here.
    if (open.givenUp) throw new Error('given up at the delivery timeout');
    open.attempts++;
  };
  const [only, ...others] = requests;
  return others.length === 0
    ? encodedMessages(only!.partition, only!.records, onAttempt)
    : plainMessages(requests, onAttempt);
}

/** How long the broker may wait for its followers: less than we wait for it, or the next request queues up behind this one. */
const brokerWaitMs = (settings: Settings['producer']): number => Math.ceil(settings.requestTimeoutMs * 0.8);

/**
 * kafkajs answers per partition. Without acks it answers nothing, and of several partitions it may leave some out and still
 * resolve: a naive client takes both for success, and so do we there (offset -1). Sent alone, a partition must be answered.
 */
function acksOf(
  requests: SendRequest[],
  answers: RecordMetadata[],
  settings: Settings['producer'],
): SendAck[] {
  return requests.map(({ partition }) => {
    const answer = answers.find((candidate) => candidate.partition === partition);
    if (answer?.baseOffset !== undefined) return { partition, baseOffset: BigInt(answer.baseOffset) };
    if (settings.acks === 'none' || requests.length > 1) return { partition, baseOffset: -1n };
    throw new Error(`kafkajs resolved without an answer for partition ${partition}`);
  });
}

function rejected(error: unknown, attempts: number, requests: SendRequest[]): LakequakeError {
  const failure = readSendFailure(error, attempts);
  const rejection: SendRejection = { ...failure, attempts };
  const partitions = requests.map(({ partition }) => partition);
  return new LakequakeError(
    'send-rejected',
    `the send to partition ${partitions.join(', ')} was rejected after ${attempts} attempts: ${failure.why}`,
    { cause: error, definite: failure.definite, context: { ...rejection, partitions } },
  );
}
