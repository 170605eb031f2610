// The seam for faults: everything a Node process of the pipeline does to the outside goes through these ports,
// given by its composition root. `--ports FILE` names a module whose default export wraps them (see port-calls.ts).
// pipeline/ knows only the ports; who wraps them, and why, is none of its business.
import type { SourceEvent } from './event.ts';
import type { FromChild } from './progress.ts';

export interface Clock {
  /** ms since the epoch, UTC; may be fractional. */
  now(): number;
}

/** One batch for exactly one partition. */
export interface SendRequest {
  topic: string;
  partition: number;
  records: { id: string; key: string | null; value: Buffer | null; timestampMs: number }[];
}
export interface SendAck {
  partition: number;
  /** Offset of the first record; the others follow without gaps. */
  baseOffset: bigint;
}
/** Kafka send. Resolves when acknowledged; rejects with LakequakeError `send-rejected` whose `definite` tells whether it certainly did not land. */
export interface KafkaSend {
  send(requests: SendRequest[]): Promise<SendAck[]>;
}

/** Where positions live when they are *not* in the Delta txn (the naive variants). */
export interface OffsetStore {
  load(topic: string, partitions: number[]): Promise<Map<number, bigint>>;
  save(topic: string, nextOffsets: Map<number, bigint>): Promise<void>;
}

/** Handed every event before it is sent; identity unless a distortion is injected. May return none, one or several, now or later. */
export interface EventTransform {
  apply(event: SourceEvent): SourceEvent[];
  /** Events held back whose time has come; called at every tick of the source with the clock's now, and with Infinity at the end. */
  due(nowMs: number): SourceEvent[];
}

/** How a process tells control how it is doing. Never its last words: those come from whatever is left of it. */
export interface Reports {
  tell(message: FromChild): void;
}

/** Storage of the lake; see pipeline/delta/storage.ts for the contract of each call. */
export type { LakeStorage } from '../delta/storage.ts';

import type { LakeStorage } from '../delta/storage.ts';

/** All ports of a Node process. A process uses the ones it needs. */
export interface Ports {
  clock: Clock;
  storage: LakeStorage;
  offsetStore: OffsetStore;
  kafkaSend: KafkaSend;
  eventTransform: EventTransform;
  reports: Reports;
  /** Uniform in [0, 1). */
  random: () => number;
}

/** What a `--ports` module exports as default. It gets the real ports and what its process is, and returns them wrapped. */
export type WrapPorts = (
  ports: Ports,
  process: { role: 'source' | 'processor'; name: string; runId: string; options: unknown },
) => Ports | Promise<Ports>;
