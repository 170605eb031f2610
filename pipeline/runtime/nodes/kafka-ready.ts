// When a Kafka node is ready: its log says so (a broker says it only once it is registered and unfenced).
import { until } from '../../contract/until.ts';
import { explainEnd, type LogMark, loggedSince } from './log-mark.ts';

const READY = 'Kafka Server started';

/** Resolves when the node says it has started; throws the cause when it ends first, `deadline-passed` when it does neither. */
export async function untilKafkaReady(
  name: string,
  node: { readonly running: boolean },
  mark: LogMark,
  deadlineMs: number,
): Promise<void> {
  const what = `${name} to be ready (log: ${mark.logFile})`;
  await until(() => !node.running || loggedSince(mark).includes(READY), { deadlineMs, everyMs: 50, what });
  if (!node.running) throw explainEnd(name, mark);
}
