// The kafkajs client of one producer: its addresses, its time limits, its log lines in ours. With `sockets` the caller can cut its
// connections at once, which kafkajs itself cannot (its disconnect waits for open requests and flushes what is unsent).
import type { Socket } from 'node:net';
import { type ISocketFactory, Kafka, type LogEntry, logLevel } from 'kafkajs';
import type { Logger } from 'pino';
import { brokerSocket } from './broker-socket.ts';

export interface KafkaClientOptions {
  /** host:port of the brokers' proxies. */
  bootstrap: readonly string[];
  clientId: string;
  requestTimeoutMs: number;
  enforceRequestTimeout: boolean;
  /** Retries of connecting and of metadata, about 0.2 s apart and growing. */
  retries?: number;
  logger: Logger<never>;
  /** Every socket the client opens is added here and leaves when it closes. */
  sockets?: Set<Socket>;
}

/** Connections refused and brokers lost are the lab's daily bread: kafkajs's errors become warnings. */
const PINO_LEVELS = {
  [logLevel.NOTHING]: 'trace',
  [logLevel.ERROR]: 'warn',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'debug',
  [logLevel.DEBUG]: 'trace',
} as const;

const logTo =
  (logger: Logger<never>) =>
  ({ namespace, level, log }: LogEntry): void => {
    const { message, timestamp: _, logger: __, stack: ___, ...fields } = log;
    logger[PINO_LEVELS[level]]({ kafkajs: namespace, ...fields }, message);
  };

const trackedSockets =
  (sockets: Set<Socket>): ISocketFactory =>
  (address) => {
    const socket = brokerSocket(address);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };

/**
 * Cuts connections at once: unsent bytes are dropped, open requests end in an error. kafkajs hears of a connection's end by `end` and
 * `error` alone. One that is still connecting must end in an error: reset (which Node puts off until it is connected), it would count as
 * connected for ever, and every request on it would run out of its time.
 */
export function cutSockets(sockets: Iterable<Socket>): void {
  for (const socket of [...sockets]) {
    if (socket.connecting) socket.destroy(new Error('cut while connecting'));
    else {
      socket.resetAndDestroy();
      socket.emit('end');
    }
  }
}

/** A kafkajs client of its own: nothing is shared between two of them. */
export function producerClient(options: KafkaClientOptions): Kafka {
  return new Kafka({
    clientId: options.clientId,
    brokers: [...options.bootstrap],
    connectionTimeout: 2_000,
    requestTimeout: options.requestTimeoutMs,
    enforceRequestTimeout: options.enforceRequestTimeout,
    retry: { initialRetryTime: 200, multiplier: 1.3, factor: 0.2, retries: options.retries ?? 5 },
    logLevel: logLevel.WARN,
    logCreator: () => logTo(options.logger),
    socketFactory: options.sockets ? trackedSockets(options.sockets) : brokerSocket,
  });
}
