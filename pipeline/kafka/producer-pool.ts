// The current kafkajs producer and those that still have a send open. A discarded producer takes no new send; its connections are
// cut when its last send has ended, so that no request of it can leave this machine later. What is already beyond (a proxy's
// buffer, a paused broker's socket) cannot be called back: whoever reads the log after it must wait (see resolve.ts in source).
import type { Socket } from 'node:net';
import type { Producer } from 'kafkajs';
import type { Logger } from 'pino';
import type { Settings } from '../contract/settings.ts';
import { cutSockets, producerClient } from './producer-client.ts';
import { partitionOfMessage } from './send-messages.ts';

export interface ProducerPoolOptions {
  bootstrap: readonly string[];
  clientId: string;
  settings: Settings['producer'];
  logger: Logger<never>;
}

export interface PooledProducer {
  /** The kafkajs producer, connected; connects when it is not. */
  connected(): Promise<Producer>;
  /** Cuts every connection at once: open requests end in an error, unsent bytes are dropped. */
  cut(): void;
}

interface Member extends PooledProducer {
  open: number;
  discarded: boolean;
}

export interface ProducerPool {
  borrow(): PooledProducer;
  giveBack(producer: PooledProducer): void;
  discard(producer: PooledProducer): void;
  readonly generations: number;
  close(): Promise<void>;
}

/** kafkajs refuses idempotence without acks from all or without retries, as Kafka does. */
function idempotenceOf({ idempotent, acks, retries }: Settings['producer']): boolean {
  return idempotent && acks === 'all' && retries > 0;
}

function newMember(
  { bootstrap, clientId, settings, logger }: ProducerPoolOptions,
  generation: number,
): Member {
  const sockets = new Set<Socket>();
  const kafka = producerClient({
    bootstrap,
    clientId: `${clientId}-${generation}`,
    requestTimeoutMs: settings.requestTimeoutMs,
    enforceRequestTimeout: settings.enforceRequestTimeout,
    logger,
    sockets,
  });
  const producer = kafka.producer({
    createPartitioner: partitionOfMessage,
    idempotent: idempotenceOf(settings),
    metadataMaxAge: settings.metadataMaxAgeMs,
    allowAutoTopicCreation: false,
    // The pause grows to a tenth of the time waited: quick after a blip, patient in an outage.
    retry: {
      retries: settings.retries,
      initialRetryTime: settings.retryBackoffMs,
      multiplier: 1.1,
      factor: 0.2,
      maxRetryTime: Math.max(settings.retryBackoffMs, 3_000),
    },
  });
  let connecting: Promise<Producer> | undefined;
  return {
    open: 0,
    discarded: false,
    connected: () => {
      connecting ??= producer.connect().then(
        () => producer,
        (error: unknown) => {
          connecting = undefined;
          throw error;
        },
      );
      return connecting;
    },
    cut: () => cutSockets(sockets),
  };
}

/** A pool whose first producer is made at the first `borrow`. */
export function createProducerPool(options: ProducerPoolOptions): ProducerPool {
  const members = new Set<Member>();
  let current: Member | undefined;
  let generations = 0;

  function retire(member: Member): void {
    if (!member.discarded || member.open > 0) return;
    members.delete(member);
    member.cut();
  }

  return {
    borrow() {
      if (!current) {
        current = newMember(options, ++generations);
        members.add(current);
      }
      current.open++;
      return current;
    },
    giveBack(producer) {
      const member = producer as Member;
      member.open--;
      retire(member);
    },
    discard(producer) {
      const member = producer as Member;
      member.discarded = true;
      if (current === member) current = undefined;
      options.logger.info({ generations }, 'producer discarded after a rejected send');
    },
    get generations() {
      return generations;
    },
    close: async () => {
      for (const member of members) member.cut();
      members.clear();
      current = undefined;
    },
  };
}
