// Why a node died during its start, in one sentence, read from its log. Pure. The patterns are what Kafka 4.3 and the JVM really print.
import { type ErrorCode, LakequakeError } from '../../contract/errors.ts';

/** Short names of the causes; `start-failed` when the log says nothing we know. */
export type StartFailure =
  | 'disk-full'
  | 'no-memory'
  | 'port-taken'
  | 'wrong-cluster-id'
  | 'wrong-node-id'
  | 'too-few-files'
  | 'wrong-java'
  | 'no-rights'
  | 'folder-in-use'
  | 'folder-damaged'
  | 'start-failed';

/** How the log of a node says that its container could not even be started; what follows is the engine's word. */
export const START_REFUSED = 'the engine refused to start it';

interface Cause {
  id: StartFailure;
  pattern: RegExp;
  code: ErrorCode;
  says: string;
  hint: string;
}

const RESET = 'Run `npx lakequake reset` to begin anew (Kafka, lake and ledger together).';

/** First match wins: consequences (shutting down, all log dirs failed) stand below causes. */
const CAUSES: Cause[] = [
  {
    id: 'disk-full',
    pattern: /No space left on device|Disk quota exceeded/,
    code: 'disk-full',
    says: 'the disk is full',
    hint: 'Free some space, then start again; nothing is lost.',
  },
  {
    id: 'no-memory',
    pattern:
      /Could not reserve enough space|Cannot allocate memory|insufficient memory|OutOfMemoryError|unable to create native thread/,
    code: 'broker-failed',
    says: 'there is not enough memory (or too few threads are allowed)',
    hint: 'Close other programs or raise `ulimit -u` and `ulimit -v`; `npx lakequake doctor` shows what is free.',
  },
  {
    id: 'port-taken',
    pattern: /[Aa]ddress already in use|port is already allocated|BindException|Socket server failed to bind/,
    code: 'port-taken',
    says: 'its port is taken by another program',
    hint: 'Start again: free ports are chosen anew.',
  },
  {
    id: 'wrong-cluster-id',
    pattern:
      /Invalid cluster\.id|InconsistentClusterId|INCONSISTENT_CLUSTER_ID|doesn't match stored clusterId|unexpected cluster ?id/i,
    code: 'broker-failed',
    says: 'its data folder belongs to another cluster',
    hint: RESET,
  },
  {
    id: 'wrong-node-id',
    pattern: /Stored node id .* doesn't match/,
    code: 'broker-failed',
    says: 'its data folder belongs to another node',
    hint: 'Put the right folder back in its place; nothing is lost.',
  },
  {
    id: 'too-few-files',
    pattern: /Too many open files/,
    code: 'broker-failed',
    says: 'it may not open enough files',
    hint: 'Raise the limit with `ulimit -n 65536` in this terminal and start again.',
  },
  {
    id: 'wrong-java',
    pattern: /UnsupportedClassVersionError|Unrecognized VM option/,
    code: 'tool-missing',
    says: 'this Java is too old or of another kind',
    hint: 'Install Java 17 or newer, or set JAVA_HOME to one.',
  },
  {
    id: 'no-rights',
    pattern: /AccessDeniedException|Permission denied|Read-only file system/,
    code: 'broker-failed',
    says: 'it may not write to its data folder',
    hint: 'Give this user the rights on the state folder (`npx lakequake doctor` names it).',
  },
  {
    id: 'folder-in-use',
    pattern: /another process or thread is using this directory|Failed to acquire lock on file \.lock/,
    code: 'already-running',
    says: 'another process uses its data folder',
    hint: 'Run `npx lakequake down`, then start again.',
  },
  {
    id: 'folder-damaged',
    pattern:
      /No `meta\.properties` found|No readable meta\.properties|CorruptRecordException|CorruptIndexException|Corrupt|KafkaStorageException|MetaPropertiesException|Error while (loading|reading) (log|checkpoint)|Malformed line|all log dirs .* have failed|NumberFormatException/,
    code: 'broker-failed',
    says: 'its data folder is damaged',
    hint: RESET,
  },
];

/** What a log says about why a node ended during its start: a name and a sentence. */
export function startFailureOf(log: string): { id: StartFailure; says: string; hint: string } {
  const known = CAUSES.find(({ pattern }) => pattern.test(log));
  return known ?? { id: 'start-failed', says: lastComplaint(log), hint: 'Read its log.' };
}

/** The error to throw for a node that ended before it was ready. */
export function explainFailure(node: string, log: string, logFile: string, cause?: unknown): LakequakeError {
  const known = CAUSES.find(({ pattern }) => pattern.test(log));
  const code = known?.code ?? 'broker-failed';
  const says = known?.says ?? lastComplaint(log);
  return new LakequakeError(code, `${node} ended during its start: ${says}`, {
    hint: `${known?.hint ?? 'Read its log.'} (log: ${logFile})`,
    context: { node, logFile },
    cause,
  });
}

function lastComplaint(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const complaint = lines.findLast((line) => /\b(FATAL|ERROR)\b|Exception|^Error/.test(line)) ?? lines.at(-1);
  return complaint?.trim().slice(0, 300) ?? 'it printed nothing';
}
