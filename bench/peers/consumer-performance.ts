// Kafka's ConsumerPerformance over a topic: what one consumer reads when it does nothing with it. The ceiling of every engine.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { runKafkaTool } from './kafka-tool.ts';

export interface Consumed {
  records: number;
  /** While fetching. */
  perSecond: number;
  /** Joining the group included. */
  wholePerSecond: number;
}

export interface ConsumeOptions {
  bootstrap: readonly string[];
  topic: string;
  records: number;
  signal: AbortSignal;
}

/** Reads the whole topic once, as a new group. */
export async function consumerPerformance(options: ConsumeOptions): Promise<Consumed> {
  const { bootstrap, topic, records, signal } = options;
  const args = [
    '--bootstrap-server',
    bootstrap.join(','),
    '--topic',
    topic,
    '--num-records',
    String(records),
  ];
  return parseConsumed(await runKafkaTool('consumer', [...args, '--hide-header'], signal));
}

/** The line `start, end, MB, MB/s, records, records/s, rebalance ms, fetch ms, fetch MB/s, fetch records/s`. */
export function parseConsumed(output: string): Consumed {
  for (const line of output.split('\n').reverse()) {
    const cells = line.split(',').map((cell) => cell.trim());
    if (cells.length !== 10 || !/^\d{4}-/.test(cells[0]!)) continue;
    const [records, wholePerSecond, perSecond] = [cells[4], cells[5], cells[9]].map(Number);
    if ([records, wholePerSecond, perSecond].every((value) => Number.isFinite(value)))
      return { records: records!, perSecond: perSecond!, wholePerSecond: wholePerSecond! };
  }
  throw new LakequakeError('component-failed', 'ConsumerPerformance printed no figures', {
    context: { output: output.slice(-500) },
    hint: 'Check whether the Kafka version prints another form.',
  });
}
