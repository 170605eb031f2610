// Asks any broker what the cluster knows of a topic: who leads each partition, who is in sync. With a request of our own, because kafkajs
// takes the answer "this partition has no leader" for an error and asks again for many seconds: just when one wants to know. A topic
// nobody knows has no partitions. https://kafka.apache.org/protocol#The_Messages_Metadata (version 1)
import { connect } from 'node:net';
import { LakequakeError } from '../contract/errors.ts';
import type { PartitionState } from './topic.ts';

const METADATA = 3;
const VERSION = 1;
const CORRELATION_ID = 1;

export interface TopicMetadata {
  /** Ids of the brokers the cluster counts as members. */
  brokers: number[];
  partitions: PartitionState[];
}

/** Length, api key, version, correlation id, no client id, one topic. */
export function metadataRequest(topic: string): Buffer {
  const name = Buffer.from(topic, 'utf8');
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + 4 + 2 + name.length);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(METADATA, 4);
  request.writeInt16BE(VERSION, 6);
  request.writeInt32BE(CORRELATION_ID, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(1, 14);
  request.writeInt16BE(name.length, 18);
  name.copy(request, 20);
  return request;
}

/** Reads Kafka's big-endian values one after the other. */
function reader(buffer: Buffer) {
  let at = 0;
  const take = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  const text = (): void => void take(Math.max(0, buffer.readInt16BE(take(2))));
  const int32 = (): number => buffer.readInt32BE(take(4));
  const list = <T>(item: () => T): T[] => Array.from({ length: Math.max(0, int32()) }, item);
  return { skip: take, text, int32, int32s: () => list(int32), list };
}

/** Reads an answer without its length. */
export function readMetadata(answer: Buffer): TopicMetadata {
  const { skip, text, int32, int32s, list } = reader(answer);
  skip(4); // correlation id
  const brokers = list(() => {
    const id = int32();
    text(); // host
    skip(4); // port
    text(); // rack
    return id;
  });
  skip(4); // who is called the controller
  const topics = list(() => {
    skip(2); // error
    text(); // name
    skip(1); // internal
    return list((): PartitionState => {
      skip(2); // error: no leader shows as leader −1
      const [partition, leader] = [int32(), int32()];
      return { partition, leader: leader < 0 ? null : leader, replicas: int32s(), isr: int32s() };
    });
  });
  return { brokers, partitions: topics.flat().sort((a, b) => a.partition - b.partition) };
}

function askOne(address: string, topic: string, timeoutMs: number): Promise<TopicMetadata> {
  const [host, port] = address.split(':') as [string, string];
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) });
    let received = Buffer.alloc(0);
    const fail = (why: string) => {
      clearTimeout(deadline);
      socket.destroy();
      reject(new LakequakeError('deadline-passed', `${address} does not tell of its topics: ${why}`));
    };
    const deadline = setTimeout(() => fail(`no answer for ${timeoutMs} ms`), timeoutMs);
    socket.once('connect', () => socket.write(metadataRequest(topic)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      clearTimeout(deadline);
      socket.destroy();
      resolve(readMetadata(received.subarray(4)));
    });
    socket.once('error', ({ message }) => fail(message));
    socket.once('end', () => fail('it closed the connection'));
  });
}

/** The first answer of any broker; throws when none comes within `timeoutMs`. */
export async function askMetadata(
  bootstrap: readonly string[],
  topic: string,
  timeoutMs: number,
): Promise<TopicMetadata> {
  try {
    return await Promise.any(bootstrap.map((address) => askOne(address, topic, timeoutMs)));
  } catch (error) {
    throw (error as AggregateError).errors[0];
  }
}
