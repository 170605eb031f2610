// Lab 2: three brokers that do not come back, three symptoms, and a pipeline that will not start. Down is not a cause; a process that runs may be no member, and a member may
// be out of reach. What is wrong stands in the start of the log, in the folder's identity, and in the address that is told to clients.
import type { RunResult } from '../../chaos/result.ts';
import type { Lab, LabRunSpec } from '../lab.ts';

const run = (id: string, obstacle: string, says: string): LabRunSpec => ({
  id,
  scenario: 'broker-will-not-start',
  case: obstacle,
  seed: 7,
  says,
});

/** What the list of processes answered while the broker was not there. */
const answered = ({ diagnoses }: RunResult) => diagnoses[0]?.cause;

export const lab: Lab = {
  number: 2,
  title: 'It will not start',
  idea: 'Down is not a cause, and up is not well: three brokers do not serve, and the list of processes is right about all of them.',
  minutes: 25,
  runs: [
    run('port', 'port-taken', 'a broker ends; when it is started again, another program has its port'),
    run(
      'cluster',
      'wrong-cluster-id',
      'a broker ends; when it is started again, its folder says it belongs to another cluster',
    ),
    run(
      'listener',
      'unreachable-address',
      'a broker ends; when it is started again, it tells its clients an address where nobody listens',
    ),
    {
      id: 'pipeline',
      scenario: 'broker-loss',
      seed: 7,
      says: 'the pipeline is started with your file; if it starts, a broker is killed while it writes',
    },
  ],
  steps: [
    {
      id: 'the-port',
      title: 'A port that another program has',
      run: 'port',
      file: 'diagnosis.yaml',
      does: 'Make the run `port`, read what the broker logged when it was started again, and put the first part of diagnosis.yaml right.',
      prediction: {
        question:
          'Somebody looks at the list of processes and says “a broker is down”. A supervisor would start it again. What does that mend?',
        choices: [
          { id: 'a', says: 'it mends the broker: what is down must be started' },
          { id: 'b', says: 'nothing, as long as the reason is there; and the list does not know the reason' },
          { id: 'c', says: 'nothing, and data is lost meanwhile: one replica of three is gone' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          if (result.evidence.some(({ id }) => id === 'lost-write')) return 'c';
          return answered(result) === 'a process is down' ? 'b' : 'a';
        },
        because:
          'it was started again, and ended again: its port was still another program’s. Whoever answers “a process is down” repeats the symptom and calls it a cause.',
      },
      hints: [
        'The broker told why it ended. Where does a process tell such things, and when was its last start?',
        '`npx lakequake logs broker-2 --since 5m` shows its log (the signals of the run name the broker). Look for the first ERROR of the last start, not for the last line: what comes after only follows from it.',
        'It failed to bind its port: whose is other-program, process_runs is false, mend is free-the-port.',
      ],
    },
    {
      id: 'the-cluster',
      title: 'A folder of another cluster',
      run: 'cluster',
      file: 'diagnosis.yaml',
      does: 'Make the run `cluster`. The list of processes says that all is well; read the log of the broker that is missing, and put the second part of diagnosis.yaml right.',
      hints: [
        'A process can be alive and no member of the cluster. Who decides whether it may join?',
        'The controller refuses it, and the broker asks again and again. Look for INCONSISTENT_CLUSTER_ID: in which file does a node keep which cluster its data belongs to?',
        'process_runs is true, whose is data-folder (its meta.properties), mend is right-folder. Formatting the folder would start it, too, and throw its data away.',
      ],
    },
    {
      id: 'the-listener',
      title: 'An address where nobody listens',
      run: 'listener',
      file: 'diagnosis.yaml',
      does: 'Make the run `listener`. The process runs, it is a member, its log is clean. Find out who complains, and put the third part of diagnosis.yaml right.',
      prediction: {
        question:
          'A broker runs, has joined the cluster and follows its leaders. It tells its clients a port where nobody listens. Whose log has the error?',
        choices: [
          { id: 'a', says: 'the broker’s: it cannot listen there' },
          { id: 'b', says: 'the controller’s: it checks what a broker registers' },
          { id: 'c', says: 'only the clients’' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          return answered(result) === 'no cause found' ? 'c' : 'a';
        },
        because:
          'listeners says where a broker listens, advertised.listeners what it tells others. Nobody in the cluster uses the second of them for clients, so nobody in the cluster can find it wrong.',
      },
      hints: [
        'Ask those who cannot get through: what does the source say, and which address does it try?',
        '`npx lakequake logs source --run RUN` shows a refused connection and its port. Who told the source that port?',
        'process_runs is true, whose is own-settings (advertised.listeners), mend is advertised-listeners.',
      ],
    },
    {
      id: 'ask-the-right-one',
      title: 'Let somebody be asked who knows',
      run: 'listener',
      file: 'pipeline.yaml',
      does: 'Change who answers when somebody asks what is wrong with the brokers, and make the run `listener` again: the answer must name the cause.',
      hints: [
        'The answer given in the run stands in its evidence: “all 7 processes run”. It is true. What would have to be looked at besides?',
        'Look at observe.diagnosis.',
        'observe.diagnosis: chain. It reads the start in the log, the identity of the folder and the address that clients are told, and says whose it is.',
      ],
    },
    {
      id: 'the-pipeline',
      title: 'A pipeline that refuses',
      run: 'pipeline',
      file: 'pipeline.yaml',
      does: 'Make the run `pipeline`: this time the pipeline itself will not start, and says why. Mend pipeline.yaml so that it starts, and goes on writing while one broker is away.',
      hints: [
        'This one needs no log: what does the line `refused` say? Who wrote the number it complains of?',
        'Three replicas, and a write counts when three have it. How many may be missing then? The contract can be told to be silent; the cluster cannot.',
        'topic.minInsyncReplicas: 2. A record is on two disks, and one broker may be away.',
      ],
    },
  ],
};
