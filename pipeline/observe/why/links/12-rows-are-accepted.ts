// Silver accepts most of what comes; what it rejects has a reason, and a top reason points at the cause.
import type { Facts, QuarantineFacts } from '../facts.ts';
import { broken, type Judgement, type Link, ok, unknown } from '../link.ts';
import { many } from '../phrases.ts';

/** Logs of the real world hold a few unreadable lines; half of them is a broken contract. */
const TOO_MANY = 0.5;

export const link: Link = {
  claim: 'silver accepts the rows of bronze',
  questions: ['stuck', 'empty'],
  feeds: 'silver',
  judge({ quarantine }: Facts): Judgement {
    if (quarantine === null) return unknown('nothing is known of the quarantine');
    const { accepted, rejected } = quarantine;
    if (accepted + rejected === 0) return ok('no row has come yet');
    const share = rejected / (accepted + rejected);
    const counts = `${many(rejected, 'row')} in quarantine, ${accepted.toLocaleString('en-US')} accepted (${(100 * share).toFixed(1)} % rejected)`;
    if (share < TOO_MANY) return ok(counts);
    return rejectedByReason(quarantine, counts);
  },
};

function rejectedByReason({ topReason, topShare, example }: QuarantineFacts, counts: string): Judgement {
  const top =
    topReason === null ? [] : [`top reason: ${topReason} (${(100 * (topShare ?? 0)).toFixed(0)} %)`];
  const evidence = [counts, ...top, ...(example === null ? [] : [`for example: ${example}`])];
  const clock =
    topReason !== null && /time.*(ahead|behind|bound|range|future|past)|(ahead|future|past)/i.test(topReason);
  return clock
    ? broken(
        'clock-out-of-bounds',
        evidence,
        'event times lie outside the bounds: check the clock of the source, or silver.maxAheadMs and maxBehindMs',
      )
    : broken(
        'everything-quarantined',
        evidence,
        'compare the raw lines in quarantine with what silver.parser expects (`npx lakequake sql "FROM quarantine"`)',
      );
}
