// Which partitions a broker leads, as the cluster last told it.
import type { OpenSend } from '../drivers/ledger-tail.ts';
import type { System } from '../drivers/system.ts';

/** None when the cluster has not yet told. */
export function ledPartitions({ watch }: Pick<System, 'watch'>, brokerId: number): Set<number> {
  const partitions = watch.snapshot().cluster?.value.partitions ?? [];
  return new Set(partitions.filter(({ leader }) => leader === brokerId).map(({ partition }) => partition));
}

/** Of these sends, those to partitions the broker leads. */
export function sendsTo(partitions: ReadonlySet<number>, sends: readonly OpenSend[]): OpenSend[] {
  return sends.filter(({ partition }) => partitions.has(partition));
}
