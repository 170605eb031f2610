// Where a time stands in a recording. For server and page alike, so that a scrubber lands on the same frame wherever the recording is played.

/** Index of the last frame at or before a time (ms since the epoch); 0 for anything earlier. Frames are in the order of their times. */
export function frameAt(frames: readonly { at: number }[], at: number): number {
  let [low, high] = [0, frames.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (frames[middle]!.at <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
