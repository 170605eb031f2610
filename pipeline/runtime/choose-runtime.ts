// Which runtime a lab gets: the one asked for, else the one its Kafka already belongs to, else embedded where there is a Java, else docker where an
// engine answers, else a sentence with both ways to go on.
import { findJava, javaFix, javaIsNewEnough } from '../../setup/java.mjs';
import { LakequakeError } from '../contract/errors.ts';
import type { RuntimeName } from './cluster.ts';
import { readIdentity, refuseOtherRuntime } from './nodes/cluster-identity.ts';

/** What is found on this machine; tests give their own. */
export interface Surroundings {
  hasJava: () => boolean;
  engineAnswers: () => Promise<boolean>;
}

export const THIS_MACHINE: Surroundings = {
  hasJava: () => {
    const java = findJava();
    return java !== undefined && javaIsNewEnough(java.version);
  },
  engineAnswers: async () => {
    const { openEngine } = await import('./docker/engine.ts');
    return openEngine().then(
      () => true,
      () => false,
    );
  },
};

/** Throws `tool-missing` (exit 3) when this machine has neither, `bad-argument` when the folder's Kafka belongs to the other runtime. */
export async function chooseRuntime(
  stateDir: string,
  asked: RuntimeName | undefined,
  { hasJava, engineAnswers } = THIS_MACHINE,
): Promise<RuntimeName> {
  if (asked !== undefined) {
    refuseOtherRuntime(stateDir, asked);
    return asked;
  }
  const earlier = readIdentity(stateDir);
  if (earlier !== undefined) return earlier.runtime ?? 'embedded';
  if (hasJava()) return 'embedded';
  if (await engineAnswers()) return 'docker';
  throw new LakequakeError('tool-missing', 'found neither a Java nor a container engine to run Kafka with', {
    hint: `Install a Java (${javaFix()}), or start Docker and give --runtime docker.`,
  });
}
