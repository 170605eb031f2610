// Kafka's ProducerPerformance: what its own Java producer sends with its defaults and acks=all, drawing its records from a file of the same
// lines that our source sends.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { runKafkaTool } from './kafka-tool.ts';

export interface ProduceOptions {
  bootstrap: readonly string[];
  topic: string;
  records: number;
  payloadFile: string;
  signal: AbortSignal;
}

/** Sends the records as fast as it can; gives records a second. */
export async function producerPerformance(options: ProduceOptions): Promise<number> {
  const { bootstrap, topic, records, payloadFile, signal } = options;
  const args = [
    ...['--bootstrap-server', bootstrap.join(',')],
    ...['--topic', topic],
    ...['--num-records', String(records)],
    ...['--throughput', '-1'],
    ...['--payload-file', payloadFile],
    ...['--command-property', 'acks=all'],
  ];
  return parseProduced(await runKafkaTool('producer', args, signal), records);
}

/** Out of its last line: `1000000 records sent, 104000.1 records/sec (10.91 MB/sec), …`. */
export function parseProduced(output: string, records: number): number {
  const found = [...output.matchAll(/(\d+) records sent, ([\d.]+) records\/sec.*99\.9th/g)].at(-1);
  if (found && Number(found[1]) === records) return Number(found[2]);
  throw new LakequakeError('component-failed', 'ProducerPerformance did not send all its records', {
    context: { output: output.slice(-500) },
    hint: 'See its output with --verbose.',
  });
}
