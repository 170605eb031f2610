// Finds a Java and reads its version. Kafka 4 brokers need Java 17; nothing is installed here, only named.
import { join } from 'node:path';
import { isRunnable, onPath, outputOf } from './find-program.mjs';
import { FLOORS } from './layout.mjs';

/** The Java to use ({path, version}) or undefined: JAVA_HOME first, then the PATH. */
export function findJava(env = process.env) {
  const inHome = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : undefined;
  const path = inHome && isRunnable(inHome) ? inHome : onPath('java', env);
  if (!path) return undefined;
  const version = javaVersion(outputOf(path, ['-version']) ?? '');
  return version && { path, version };
}

/** "17.0.15" from what `java -version` prints; undefined when there is none (macOS has a stub that only complains). */
export function javaVersion(output) {
  return /version "([^"]+)"/.exec(output)?.[1];
}

/** Whether the version is new enough; Java 8 calls itself 1.8. */
export function javaIsNewEnough(version) {
  return Number.parseInt(version, 10) >= FLOORS.java[0];
}

/** The command that installs a Java on this system. */
export function javaFix(platform = process.platform, env = process.env) {
  if (platform === 'darwin') return 'brew install openjdk@17';
  if (onPath('apt-get', env)) return 'sudo apt-get install -y openjdk-17-jre-headless';
  if (onPath('dnf', env)) return 'sudo dnf install -y java-17-openjdk-headless';
  if (onPath('pacman', env)) return 'sudo pacman -S jre17-openjdk-headless';
  return 'install a Java 17 runtime, for example from https://adoptium.net';
}
