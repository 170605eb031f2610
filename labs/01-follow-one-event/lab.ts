// Lab 1: where a request is, and where it waits. Nothing fails here; one place of the way stands still, and whoever looks only at
// processes sees a healthy pipeline.
import type { RunResult } from '../../chaos/result.ts';
import type { Lab } from '../lab.ts';

const firedFor = ({ detection }: RunResult, id: string, subject: string) =>
  detection.some(({ fired }) => fired.some((one) => one.signal === id && one.subject === subject));

export const lab: Lab = {
  number: 1,
  title: 'Follow one event',
  idea: 'A request is always somewhere, and waiting there is nobody’s error: only its age tells that it does not come on.',
  minutes: 20,
  runs: [
    {
      id: 'follow',
      scenario: 'stale-silver',
      seed: 7,
      says: 'eight hundred requests a second go through the pipeline; for some seconds the writes to one of its tables are held',
    },
  ],
  steps: [
    {
      id: 'find-two-requests',
      title: 'Find two requests',
      run: 'follow',
      file: 'answers.yaml',
      does: 'Make the run `follow`, trace its requests 500 and 10000, and put answers.yaml right: where does each of them stand in Kafka, and where was the second one while it waited longest?',
      prediction: {
        question:
          'For some eighteen seconds the writes to one table, silver, are held. All processes live, Kafka is well, the source sends on. Where does a request that is made in this time wait?',
        choices: [
          { id: 'a', says: 'at the source: it notices and sends more slowly' },
          { id: 'b', says: 'in Kafka: that is what Kafka is for' },
          { id: 'c', says: 'in bronze: it is written there as ever, and no further' },
          { id: 'd', says: 'nowhere: it is lost' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          if (result.evidence.some(({ id }) => id === 'lost-write')) return 'd';
          if (firedFor(result, 'freshness', 'bronze')) return 'b';
          return firedFor(result, 'freshness', 'silver') ? 'c' : null;
        },
        because:
          'each table is fed by a query of its own. That of bronze reads Kafka and knows nothing of silver; so everything in front of the place that stands still goes on as ever.',
      },
      hints: [
        'The run prints its id, and every request of it is named after it: `npx lakequake trace RUN-500`.',
        'The trace has a line for each place with the time since the place before. Partition and offset stand in the line of Kafka; the longest time stands in front of the place the request reached late, so it waited in the place before.',
        'waited_longest_in of request 10000 is bronze: it was in bronze within a second or two, and in silver only when the writes to silver were let go.',
      ],
    },
    {
      id: 'find-the-longest',
      title: 'Find the longest wait in each place',
      run: 'follow',
      file: 'waits.sql',
      does: 'Mend waits.sql: for each of the places source, kafka and bronze, the longest time a request waited there, and which request that was.',
      hints: [
        'The first try gives averages. Who waited for the average time?',
        'max(…) gives the longest time, and arg_max(event_id, …) the request it belongs to.',
        "SELECT 'bronze' AS place, max(bronze_ms) AS longest_ms, arg_max(event_id, bronze_ms) AS event_id FROM waits, and the same for the other two.",
      ],
    },
    {
      id: 'let-it-be-seen',
      title: 'Let somebody notice',
      run: 'follow',
      file: 'pipeline.yaml',
      does: 'The page said that all is well while silver stood still. Change one setting in pipeline.yaml so that it does not, and make the run again.',
      hints: [
        'Which processes died? What is asked, then, when somebody asks whether all is well?',
        'A layer that does not move shows in the age of its newest row. Look at observe.health.',
        'observe.health: signals. Well is then what no signal complains of, and freshness is one of them.',
      ],
    },
  ],
};
