// Types of process-identity.mjs.
export interface ProcessIdentity {
  pid: number;
  /** Opaque: kernel ticks and boot on Linux, `ps -o lstart` on macOS. */
  startTime: string;
}
export declare function startTimeOf(pid: number): string | undefined;
export declare function isAlive(identity: ProcessIdentity): boolean;
export declare function signalExactly(identity: ProcessIdentity, signal: NodeJS.Signals): boolean;
