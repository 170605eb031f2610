// The verdict of a run in a sentence or two that a learner understands. Pure.
import type { RunResult } from '../result.ts';
import type { Story } from './story.ts';

/** `16 acknowledged events that are not there`; a title that is a sentence of its own stays one. */
export function counted({ title, count }: { title: string; count: number }): string {
  if (/^(The|One) /.test(title)) return title;
  return count === 1
    ? `${title}: one`
    : `${count.toLocaleString('en-US')} ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

/** One word for the top of a report; also for a run that did not end. */
export function verdictWord(result: RunResult | undefined): string {
  if (result === undefined) return 'Did not end';
  const { verdict, asExpected, refused, expected, without } = result;
  const word =
    refused !== null && verdict === 'held'
      ? 'Refused'
      : `${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}`;
  if (asExpected)
    return without === null ? `${word}, as expected` : `${word}, as it must be without ${without}`;
  if (verdict === 'inconclusive') return word;
  const wanted =
    verdict === expected.verdict ? 'but not as it was expected' : `and ${expected.verdict} was expected`;
  return `${word}, ${wanted}`;
}

/** One sentence under that word: why it is so. */
export function verdictSentence({ result, error, phases }: Story): string {
  if (result === undefined) {
    const where = phases.at(-1)?.phase ?? 'before its first phase';
    return error === undefined
      ? `The runner was killed (last phase: ${where}). Nothing can be said.`
      : `It stopped in the phase ${where}: ${error.message}.`;
  }
  if (result.inconclusiveBecause !== null) return `This run proves nothing: ${result.inconclusiveBecause}.`;
  if (result.refused !== null)
    return `The pipeline would not start: ${result.refused.says}. Nothing was sent, so nothing was lost.`;
  return result.verdict === 'held' ? heldSentence(result) : brokenSentence(result);
}

function heldSentence({ totals }: RunResult): string {
  const acked =
    totals === null
      ? ''
      : ` All ${totals.acked.toLocaleString('en-US')} acknowledged events are accounted for.`;
  return `The fault struck, and no checker found anything.${acked}`;
}

function brokenSentence({ evidence, damageUnseen }: RunResult): string {
  const worst = evidence[0];
  if (worst === undefined) return 'It broke.';
  const unseen = damageUnseen ? ' And no signal noticed the damage.' : '';
  return `${counted(worst)}. ${worst.means}${unseen}`;
}
