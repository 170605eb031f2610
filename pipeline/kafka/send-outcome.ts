// What a rejected send says about its records: certainly not in the log (`definite`), or perhaps. Pure.
// Only a first attempt can be definite: a retry hides what came before. "Not leader" is *not* definite: a leader that loses its
// post while it waits for its followers answers so for records that the next leader keeps.
import type { KafkaJSError } from 'kafkajs';

/** Kafka's error names that a broker gives before it appends anything. */
const REFUSED_BEFORE_APPEND = new Set([
  'CORRUPT_MESSAGE',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'NOT_ENOUGH_REPLICAS',
  'INVALID_REQUIRED_ACKS',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_VERSION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'POLICY_VIOLATION',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'INVALID_RECORD',
]);

/** Those of them that no waiting can heal: the records themselves are at fault, or we may not write. */
const HOPELESS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_REQUIRED_ACKS',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_VERSION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'POLICY_VIOLATION',
  'INVALID_RECORD',
]);

/** kafkajs's own errors of an attempt that never reached the wire. */
const NEVER_SENT = new Set([
  'KafkaJSLockTimeout',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
]);

export interface SendFailure {
  /** Kafka's name of the error, or kafkajs's, or the system's. */
  why: string;
  /** The records are certainly not in the log. */
  definite: boolean;
  /** Trying the same again cannot help. */
  hopeless: boolean;
  /** A batch that is too large may pass in halves. */
  tooLarge: boolean;
  /** The network or the cluster is at fault: the same batch may be tried again as it is. */
  transient: boolean;
}

type AnyKafkaError = KafkaJSError & { type?: string; code?: string | number };

/** The error at the bottom: kafkajs wraps it once or twice. */
function rootOf(error: unknown): AnyKafkaError {
  let root = error as AnyKafkaError;
  while (root.cause instanceof Error) root = root.cause as AnyKafkaError;
  return root;
}

/** Reads an error of a send that began `attempts` attempts (0: it never came so far). */
export function readSendFailure(error: unknown, attempts: number): SendFailure {
  const root = rootOf(error);
  const type = root.type ?? '';
  const refusedConnection = root.code === 'ECONNREFUSED' || root.message === 'Connection timeout';
  const refused = REFUSED_BEFORE_APPEND.has(type) || NEVER_SENT.has(root.name) || refusedConnection;
  return {
    why: type || (typeof root.code === 'string' ? root.code : '') || root.name,
    definite: attempts === 0 || (attempts === 1 && refused),
    hopeless: HOPELESS.has(type),
    tooLarge: type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE',
    transient: type === '' ? root.name.startsWith('KafkaJS') : root.retriable === true,
  };
}
