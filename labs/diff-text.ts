// What differs between two texts, line by line, as a learner reads it: `-` handed out, `+` yours. Pure; for files of some dozen lines.

/** Changed lines with their marks, unchanged ones with two spaces; empty when nothing differs. */
export function diffText(before: string, after: string): string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  if (before === after) return [];
  const lengths = longestFrom(a, b);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`  ${a[i]}`);
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!))
      lines.push(`- ${a[i++]}`);
    else lines.push(`+ ${b[j++]}`);
  }
  return lines;
}

/** Length of the longest common subsequence of what follows each pair of places. */
function longestFrom(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] =
        a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  return lengths;
}
