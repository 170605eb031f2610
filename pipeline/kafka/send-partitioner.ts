// Which partition a key belongs to: Kafka's default (murmur2 of the key's UTF-8 bytes), the same as kafkajs's and Java's, chosen
// before the send so that a retry can never change it. kafkajs computes it with BigInt (10 µs); a test holds this one equal to it.

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Kafka's murmur2, a signed 32-bit integer. */
export function murmur2(data: Uint8Array): number {
  const { length } = data;
  let h = SEED ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = length & 3;
  if (rest === 3) h ^= data[whole + 2]! << 16;
  if (rest >= 2) h ^= data[whole + 1]! << 8;
  if (rest >= 1) h = Math.imul(h ^ data[whole]!, M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}

/** Chooses partitions among `partitions`; events without a key go round by their number. */
export function createPartitioner(partitions: number): (key: string | null, seq: number) => number {
  const scratch = Buffer.allocUnsafe(4_096);
  return (key, seq) => {
    if (key === null) return seq % partitions;
    const bytes =
      key.length * 3 <= scratch.length
        ? scratch.subarray(0, scratch.write(key, 'utf8'))
        : Buffer.from(key, 'utf8');
    return (murmur2(bytes) & 0x7fffffff) % partitions;
  };
}
