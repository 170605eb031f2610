// Types of recorded-processes.mjs.
import type { ProcessIdentity } from './process-identity.mjs';

export interface RecordedProcess extends ProcessIdentity {
  /** Unique within a state folder: 'broker-1', 'processor-1', … */
  name: string;
  role: 'controller' | 'broker' | 'toxiproxy' | 'source' | 'processor' | 'control' | 'other';
  /** The control that started it. */
  session: string;
  ports: number[];
  logFile: string | null;
  /** ms since the epoch. */
  recordedAt: number;
}
export declare function bookFolder(stateDir: string): string;
export declare function readBook(stateDir: string): (RecordedProcess & { file: string })[];
export declare function endRecorded(
  stateDir: string,
  options?: { session?: string; graceMs?: number },
): Promise<RecordedProcess[]>;
