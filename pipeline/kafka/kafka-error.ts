// What kafkajs says, through whatever it wraps that in when it gives up; and a question that is asked until it does not give up.
import { type UntilOptions, until } from '../contract/until.ts';

interface Wrapped {
  retriable?: boolean;
  type?: string;
  cause?: unknown;
}

/** The error and its causes, outermost first. */
function* causesOf(error: unknown): Generator<Wrapped> {
  for (let one = error as Wrapped | undefined; one; one = one.cause as typeof one) yield one;
}

/** Whether it is one of these errors of the protocol, by the names kafkajs gives them. */
export function isOfType(error: unknown, types: readonly string[]): boolean {
  for (const { type } of causesOf(error)) if (type !== undefined && types.includes(type)) return true;
  return false;
}

/**
 * Whether the same question may be answered later. Where the metadata of kafkajs has forgotten the topic between two of its requests it asks
 * nobody, and takes an answer from an empty list (2.2.4, admin/index.js, fetchTopicOffsets).
 */
export function mayBeAskedAgain(error: unknown): boolean {
  if (error instanceof TypeError && error.message.includes('.pop(...)')) return true;
  for (const { type, retriable } of causesOf(error)) {
    // kafkajs has asked several brokers by then: nobody knows the topic.
    if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return false;
    if (retriable === true) return true;
  }
  return false;
}

/** Asks again while the refusal is one `forNow` knows, and throws any other. Throws `deadline-passed`; a deadline of 0 asks once. */
export function untilAnswered<T>(
  question: () => Promise<T>,
  forNow: (error: unknown) => boolean,
  options: UntilOptions,
): Promise<Exclude<T, undefined | null | false>> {
  const ask = () =>
    question().catch((error: unknown) => {
      if (forNow(error)) return undefined;
      throw error;
    });
  return until<T | undefined>(ask, options);
}
