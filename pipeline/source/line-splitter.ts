// Bytes into lines: split on byte 0x0a and nothing else (a line may hold \v, \x85, \r, …). Each line is latin1, one character a byte.

export interface LineSplitter {
  /** The lines that end in this chunk. */
  push(chunk: Buffer): string[];
  /** What is left after the last newline; undefined when nothing is. */
  rest(): string | undefined;
}

/** An empty splitter. */
export function createLineSplitter(): LineSplitter {
  let carried: Buffer[] = [];
  return {
    push(chunk) {
      const lines: string[] = [];
      let from = 0;
      for (let to = chunk.indexOf(0x0a); to >= 0; to = chunk.indexOf(0x0a, from)) {
        if (carried.length > 0) {
          carried.push(chunk.subarray(from, to));
          lines.push(Buffer.concat(carried).toString('latin1'));
          carried = [];
        } else lines.push(chunk.toString('latin1', from, to));
        from = to + 1;
      }
      if (from < chunk.length) carried.push(Buffer.from(chunk.subarray(from)));
      return lines;
    },
    rest: () => (carried.length > 0 ? Buffer.concat(carried).toString('latin1') : undefined),
  };
}
