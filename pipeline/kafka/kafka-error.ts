// What kafkajs says, through whatever it wraps that in when it gives up.

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
