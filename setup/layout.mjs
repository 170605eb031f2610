// Where set-up puts what it fetches, and the versions it pins. Both sides read it: the set-up script writes there,
// pipeline/runtime/tools.ts looks there. It must never touch the disk or the network.
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Pinned versions of everything that does not come with npm. */
export const PINS = {
  kafka: '4.3.1',
  scala: '2.13',
  slf4jBinding: '2.25.3',
  toxiproxy: '2.12.0',
  mavenDependencyPlugin: '3.8.1',
  deltalake: '1.6.6',
  pyarrow: '26.0.1',
  duckdbDelta: '1.5.5',
  pyspark: '4.1.1',
  deltaSpark: '4.4.0',
};

/** Oldest versions that work. */
export const FLOORS = { node: [20, 19], java: [17, 0] };

const shortHash = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);

/** The per-user cache folder (absolute). */
export function cacheFolder(env = process.env, platform = process.platform) {
  if (env.LAKEQUAKE_CACHE) return env.LAKEQUAKE_CACHE;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'lakequake');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lakequake');
}

/** Every place in the cache. A folder's name carries what it was made from, so that two clones with other pins never meet. */
export function cacheLayout(cache = cacheFolder()) {
  const { kafka, scala, slf4jBinding, toxiproxy, deltalake, pyarrow, duckdbDelta, pyspark, deltaSpark } =
    PINS;
  const kafkaHome = join(cache, `kafka-${kafka}-${shortHash([scala, slf4jBinding])}`);
  const toxiproxyHome = join(cache, `toxiproxy-${toxiproxy}`);
  const pythonHome = join(cache, `python-${shortHash([deltalake, pyarrow, duckdbDelta])}`);
  const sparkHome = join(cache, `spark-${pyspark}-${shortHash([scala, deltaSpark])}`);
  return {
    cache,
    kafkaHome,
    kafkaLibs: join(kafkaHome, 'libs'),
    /** Class-data archives: loaded classes kept from an earlier start, which shortens later ones. */
    classArchives: join(kafkaHome, 'class-archives'),
    toxiproxyHome,
    toxiproxy: join(toxiproxyHome, 'toxiproxy-server'),
    pythonHome,
    python: join(pythonHome, 'bin', 'python'),
    sparkHome,
    sparkPython: join(sparkHome, 'venv', 'bin', 'python'),
    /** Jars beside Spark's own: Delta and the Kafka source. */
    sparkJars: join(sparkHome, 'jars'),
    browsers: join(cache, 'browsers'),
  };
}
