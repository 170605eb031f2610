// Holds a topic against the ledger of the source that wrote it, event by event.
import { foldLedgerFile } from '../../../pipeline/source/ledger/fold-file.ts';
import { readLedger } from '../../../pipeline/source/ledger/ledger-reader.ts';
import type { TopicRecord } from './source-process.ts';

export interface Comparison {
  sent: number;
  acked: number;
  unknown: number;
  failed: number;
  open: number;
  dropped: number;
  made: number | undefined;
  distinct: number;
  /** Acknowledged and not in the topic. */
  absent: number[];
  /** In the topic more than once. */
  doubled: number[];
  /** In the topic and not in the ledger. */
  phantom: number[];
  /** Other bytes than the ledger's. */
  corrupt: number[];
  /** The ledger's offset is not the one it has. */
  misplaced: number[];
}

async function hashesAndOffsets(file: string) {
  const md5 = new Map<number, string | null>();
  const offsets = new Map<number, string>();
  const open = new Map<number, number[]>();
  for await (const line of readLedger(file)) {
    if (line.t === 'intent') {
      open.set(line.b, line.seq);
      line.seq.forEach((seq, i) => {
        md5.set(seq, line.md5[i] ?? null);
      });
    }
    if (line.t === 'acked')
      open.get(line.b)?.forEach((seq, i) => {
        offsets.set(seq, `${line.p}/${BigInt(line.base) + BigInt(i)}`);
      });
    if (line.t === 'resolved')
      line.seq.forEach((seq, i) => {
        if (line.offset[i] != null) offsets.set(seq, `${line.p}/${line.offset[i]}`);
      });
  }
  return { md5, offsets };
}

/** What differs between a ledger and the records of its topic. */
export async function compare(ledgerFile: string, records: readonly TopicRecord[]): Promise<Comparison> {
  const fold = await foldLedgerFile(ledgerFile);
  const { md5, offsets } = await hashesAndOffsets(ledgerFile);
  const seen = new Map<number, number>();
  for (const { seq } of records) seen.set(seq, (seen.get(seq) ?? 0) + 1);
  const absent: number[] = [];
  for (let seq = 0; seq <= fold.lastSeq; seq++)
    if (fold.stateOf(seq) === 'acked' && !seen.has(seq)) absent.push(seq);
  return {
    ...fold.counts(),
    made: fold.made,
    distinct: seen.size,
    absent,
    doubled: [...seen].filter(([, times]) => times > 1).map(([seq]) => seq),
    phantom: [...seen.keys()].filter((seq) => !md5.has(seq)),
    corrupt: records.filter(({ seq, md5: is }) => md5.get(seq) !== is).map(({ seq }) => seq),
    misplaced: records
      .filter(
        ({ seq, partition, offset }) => offsets.has(seq) && offsets.get(seq) !== `${partition}/${offset}`,
      )
      .map(({ seq }) => seq),
  };
}
