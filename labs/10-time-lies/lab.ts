// Lab 10: an event's time is a claim. Lateness is the price for believing it a little while longer; bounds are the price for not believing all.
import type { Lab } from '../lab.ts';

const countOf = ({ evidence }: { evidence: readonly { id: string; count: number }[] }, checker: string) =>
  evidence.find(({ id }) => id === checker)?.count ?? 0;

export const lab: Lab = {
  number: 10,
  title: 'Time lies',
  idea: 'Late is not dropped, and a watermark is only as honest as the most wrong clock it believes.',
  minutes: 25,
  runs: [
    {
      id: 'late',
      scenario: 'late-timestamps',
      seed: 7,
      says: 'a fifth of the events of some seconds arrives 0.5 to 12 s after it happened',
    },
    {
      id: 'lying',
      scenario: 'lying-timestamps',
      case: 'ahead',
      seed: 7,
      says: 'three lines in a hundred carry a time hours ahead',
    },
  ],
  steps: [
    {
      id: 'draw-the-curve',
      title: 'Draw the curve: how much is lost for how much lateness',
      run: 'late',
      file: 'curve.sql',
      does: 'Make the run `late`. Then mend curve.sql: for each lateness_ms, how many events of this run would a window with that lateness have turned away? Windows are 5 s long.',
      prediction: {
        question:
          'About 2,000 events come 0.5 to 12 s late, evenly spread. Windows are 5 s long and no lateness is allowed. How many of the late events does gold drop?',
        choices: [
          { id: 'a', says: 'all of them: late is late' },
          { id: 'b', says: 'most of them, but not all' },
          { id: 'c', says: 'none, as long as they come before the window is read' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          const dropped = countOf(result, 'late-dropped');
          if (dropped === 0) return 'c';
          return dropped < 1_900 ? 'b' : 'a';
        },
        because:
          'an event is dropped only when its own window has closed. One that is a second late is behind the watermark, and still welcome while its 5-second window is open.',
      },
      hints: [
        'The first try counts every event that is further behind than the lateness. Is such an event always too late?',
        'What counts is where the watermark stood when the event came: at event_time + behind_ms − lateness. Compare it with the end of the event’s own window.',
        "An event is turned away when event_time + behind_ms − lateness_ms >= window_end, and window_end is time_bucket(INTERVAL '5 seconds', event_time) + INTERVAL '5 seconds'.",
      ],
    },
    {
      id: 'buy-lateness',
      title: 'Buy as much lateness as you need, and not more',
      run: 'late',
      file: 'pipeline.yaml',
      does: 'Choose stream.allowedLatenessMs from your curve: nothing may be dropped, and a window must be final within 20 s after it began (5 s of window, so at most 15 s of lateness). Then make the run `late` again.',
      hints: [
        'Your curve reaches zero somewhere. Where?',
        'Events come up to 12 s late. One that falls at the very end of its window gets no help from the window.',
        'stream.allowedLatenessMs: 12500 is just above the latest event. 10000 still drops a few, and an hour would keep every number provisional for an hour.',
      ],
    },
    {
      id: 'bound-the-clock',
      title: 'Do not let one clock close everybody’s windows',
      run: 'lying',
      file: 'pipeline.yaml',
      does: 'Make the run `lying`. Look at what gold did after the first lying line, then change one setting and make it again.',
      prediction: {
        question:
          'Three lines in a hundred claim a time hours ahead. Nothing else is wrong. What does gold do with the honest 97 in a hundred?',
        choices: [
          { id: 'a', says: 'counts them: their own times are right' },
          { id: 'b', says: 'drops them: they are late now' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          return countOf(result, 'late-dropped') >= 1_000 ? 'b' : 'a';
        },
        because:
          'the watermark follows the newest event time it has seen. One event from the future moves it hours ahead, and every honest event is behind it from then on.',
      },
      hints: [
        'Which events did the checker late-dropped name: the lying ones, or the others? Trace one of them.',
        'A watermark that follows every time it sees follows the wrong ones, too. Who could stop an impossible time before the watermark sees it?',
        'silver.timeBounds: quarantine. A time further ahead or behind than maxAheadMs and maxBehindMs goes to quarantine with its reason, and moves nothing.',
      ],
    },
  ],
};
