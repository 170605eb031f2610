// What a cluster is started with, whatever the runtime.
import type { ClusterSettings } from '../cluster.ts';
import type { ProcessBook } from '../process-book.ts';

export interface StartClusterOptions {
  book: ProcessBook;
  settings?: Partial<ClusterSettings>;
  /** Told each step as it begins, in words for the terminal. */
  onProgress?: (step: string) => void;
}
