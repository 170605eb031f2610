// The one place where a kafkajs client for reading and administration is configured from the settings. Its log goes to
// our logger; the client itself must never write to the console.
import { Kafka, type logCreator, logLevel } from 'kafkajs';
import type { Settings } from '../contract/settings.ts';
import { brokerSocket } from './broker-socket.ts';

/** What kafkajs says, by level; `detail` is JSON-safe. */
export type ClientLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  detail: Record<string, unknown>,
) => void;

const LEVELS = { [logLevel.ERROR]: 'error', [logLevel.WARN]: 'warn', [logLevel.INFO]: 'info' } as const;

/** Answers that everyone waits for while a broker is away; kafkajs calls them errors. */
const RETRIES = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 };

export interface ReadingClientOptions {
  clientId: string;
  bootstrap: readonly string[];
  settings: Settings['consumer'];
  log: ClientLog;
}

/** A kafkajs client for consumers and admins. */
export function readingClient({ clientId, bootstrap, settings, log }: ReadingClientOptions): Kafka {
  const creator: logCreator =
    () =>
    ({ namespace, level, log: entry }) => {
      const { message, timestamp: _, logger: __, ...detail } = entry;
      log(LEVELS[level as keyof typeof LEVELS] ?? 'debug', `${namespace}: ${message}`, detail);
    };
  return new Kafka({
    clientId,
    brokers: [...bootstrap],
    requestTimeout: settings.requestTimeoutMs,
    enforceRequestTimeout: settings.enforceRequestTimeout,
    connectionTimeout: 3_000,
    retry: RETRIES,
    socketFactory: brokerSocket,
    logLevel: logLevel.INFO,
    logCreator: creator,
  });
}
