// Types of process-marks.mjs.
import type { ProcessIdentity } from './process-identity.mjs';
import type { RecordedProcess } from './recorded-processes.mjs';

type Marked = Pick<RecordedProcess, 'session' | 'name' | 'role'>;
export declare function markOf(process: Marked & { stateDir: string }): Record<string, string>;
export declare function markedProcesses(stateDir: string): (ProcessIdentity & Marked)[];
