// PySpark and the jars of Delta and of Spark's Kafka source at pinned versions, for `--engine spark`: about 560 MB in the per-user
// cache, fetched at the first use of the engine (with progress) and for the tests. Needs a python3 and Maven.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onceFolder } from './cache.mjs';
import { onPath, outputOf, run } from './find-program.mjs';
import { findJava, javaFix, javaIsNewEnough } from './java.mjs';
import { cacheLayout, FLOORS, PINS } from './layout.mjs';
import { Trouble } from './trouble.mjs';

/** What keeps Spark from running on this machine, as Trouble with its fix; undefined when it is there or can be fetched. Fetches nothing. */
export function sparkTrouble(env = process.env, { sparkHome } = cacheLayout()) {
  try {
    requireJava(env);
    if (existsSync(sparkHome)) return undefined;
    requirePython(env);
    requireMaven(env);
    return undefined;
  } catch (error) {
    if (error instanceof Trouble) return error;
    throw error;
  }
}

/** Fetches what is not there; `say` hears of each step. Returns how it came. Throws Trouble with a fix. */
export async function provideSpark(say = () => {}, env = process.env) {
  const layout = cacheLayout();
  requireJava(env);
  const made = await onceFolder(layout.sparkHome, async (draft) => {
    const python = requirePython(env);
    const mvn = requireMaven(env);
    say(`fetching PySpark ${PINS.pyspark} (once for this user, about 450 MB)`);
    await step(`PySpark ${PINS.pyspark}`, `${python} -m pip download pyspark==${PINS.pyspark}`, () =>
      installPython(python, join(draft, 'venv')),
    );
    say(`fetching Delta ${PINS.deltaSpark} and Spark's Kafka source (once for this user, about 40 MB)`);
    await step('the jars of Delta and Kafka for Spark', `${mvn} -f POM dependency:tree`, () =>
      copyJars(mvn, draft),
    );
  });
  return made ? 'by pip and Maven' : 'there already';
}

/** Its executors run in a JVM here, wherever Kafka runs. */
function requireJava(env) {
  const java = findJava(env);
  if (java && javaIsNewEnough(java.version)) return;
  const found = java ? `found Java ${java.version} (${java.path})` : 'found none';
  throw new Trouble(`the Spark engine needs Java ${FLOORS.java[0]} or newer; ${found}`, javaFix());
}

function requirePython(env) {
  const python = onPath('python3', env);
  if (
    python &&
    outputOf(python, ['-c', 'import venv, ensurepip, sys; assert sys.version_info >= (3, 10)']) !== undefined
  )
    return python;
  throw new Trouble(
    'the Spark engine needs Python 3.10 or newer with its venv module',
    'install python3 and python3-venv',
  );
}

function requireMaven(env) {
  const mvn = onPath('mvn', env);
  if (mvn) return mvn;
  throw new Trouble(
    'the Spark engine needs Maven to fetch its jars',
    'install maven (https://maven.apache.org)',
  );
}

async function installPython(python, venv) {
  await run(python, ['-m', 'venv', venv]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-cache-dir'];
  await run(join(venv, 'bin', 'python'), [...pip, `pyspark==${PINS.pyspark}`]);
}

/** Everything that Spark itself does not bring, into jars/. */
async function copyJars(mvn, folder) {
  const pom = join(folder, 'pom.xml');
  writeFileSync(pom, pomText());
  const plugin = `org.apache.maven.plugins:maven-dependency-plugin:${PINS.mavenDependencyPlugin}:copy-dependencies`;
  const out = `-DoutputDirectory=${join(folder, 'jars')}`;
  await run(mvn, ['-B', '-q', '-C', '-f', pom, plugin, '-DincludeScope=runtime', out]);
  leaveOutSparksOwn(folder);
}

/** Maven also brings older copies of what stands in PySpark's own jars folder; those must not meet. */
function leaveOutSparksOwn(folder) {
  const lib = join(folder, 'venv', 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python3'));
  const own = readdirSync(join(lib, python, 'site-packages', 'pyspark', 'jars'));
  const artifact = (name) => name.replace(/-\d[^-]*(-[^-]+)*\.jar$/, '');
  const known = new Set(own.map(artifact));
  for (const name of readdirSync(join(folder, 'jars')))
    if (known.has(artifact(name))) rmSync(join(folder, 'jars', name));
}

async function step(what, look, work) {
  try {
    await work();
  } catch (error) {
    const last = error.message.trim().split('\n').at(-1);
    throw new Trouble(`${what} could not be installed: ${last}`, `${look}   (to see why)`, error);
  }
}

function pomText() {
  const dependency = (group, artifact, version) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>
      <exclusions><exclusion><groupId>org.apache.hadoop</groupId><artifactId>*</artifactId></exclusion>
      <exclusion><groupId>org.scala-lang</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lakequake</groupId><artifactId>spark-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('io.delta', `delta-spark_4.1_${PINS.scala}`, PINS.deltaSpark)}
    ${dependency('org.apache.spark', `spark-sql-kafka-0-10_${PINS.scala}`, PINS.pyspark)}
  </dependencies>
</project>
`;
}
