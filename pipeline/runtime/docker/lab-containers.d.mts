// Types of lab-containers.mjs.
import type { ContainerInstance } from '../instance.ts';

export interface RecordedContainers {
  /** Of the state lock; who started them. */
  session: string;
  /** The nodes that run, by name; `null` once one has ended. */
  nodes: Record<string, (ContainerInstance & { paused: boolean }) | null>;
}

export declare function projectOf(stateDir: string): string;
export declare function containersFile(stateDir: string): string;
export declare function readContainers(stateDir: string): RecordedContainers | undefined;
export declare function endContainers(
  stateDir: string,
  options?: { session?: string; volumes?: boolean },
): Promise<string[]>;
