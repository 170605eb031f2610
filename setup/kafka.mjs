// Kafka's jars at the pinned version: by the Maven client when there is one (92 jars, 54 MB), otherwise from the release archive (130 MB).
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onceFolder } from './cache.mjs';
import { checksumFor, download, downloadText } from './download.mjs';
import { onPath, run } from './find-program.mjs';
import { cacheLayout, PINS } from './layout.mjs';
import { Trouble } from './trouble.mjs';

const ARCHIVE = 'https://archive.apache.org/dist/kafka';

/** Puts the jars into the cache. Returns how they came. */
export async function provideKafka({ layout = cacheLayout(), env = process.env, archive = ARCHIVE } = {}) {
  let how = 'there already';
  await onceFolder(layout.kafkaHome, async (draft) => {
    const mvn = onPath('mvn', env);
    how = mvn
      ? await byMaven(mvn, draft).catch((error) => byArchive(draft, archive, error))
      : await byArchive(draft, archive);
  });
  return how;
}

async function byMaven(mvn, folder) {
  const pom = join(folder, 'pom.xml');
  const libs = join(folder, 'libs');
  writeFileSync(pom, pomText());
  const plugin = `org.apache.maven.plugins:maven-dependency-plugin:${PINS.mavenDependencyPlugin}:copy-dependencies`;
  // -C: a jar whose checksum differs is an error, not a warning.
  await run(mvn, [
    '-B',
    '-q',
    '-C',
    '-f',
    pom,
    plugin,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${libs}`,
  ]);
  requireKafkaJar(libs);
  return 'by Maven';
}

/** The release holds everything a broker needs, in libs/. `before` is why Maven could not do it. */
async function byArchive(folder, archive, before) {
  const name = `kafka_${PINS.scala}-${PINS.kafka}.tgz`;
  const url = `${archive}/${PINS.kafka}/${name}`;
  const file = join(folder, name);
  try {
    const hex = checksumFor(name, await downloadText(`${url}.sha512`));
    if (!hex) throw new Trouble(`${url}.sha512 names no checksum for ${name}`, 'try again later');
    await download(url, file, { algorithm: 'sha512', hex });
    mkdirSync(join(folder, 'unpacked'));
    await run('tar', ['-xzf', file, '-C', join(folder, 'unpacked'), '--strip-components=1']);
  } catch (error) {
    throw new Trouble(
      `Kafka ${PINS.kafka} could not be had: ${before ? `Maven: ${lastLine(before)}; archive: ` : ''}${lastLine(error)}`,
      "check the network (or Maven's settings), then run `npm run setup` again",
      error,
    );
  }
  renameSync(join(folder, 'unpacked', 'libs'), join(folder, 'libs'));
  rmSync(join(folder, 'unpacked'), { recursive: true });
  rmSync(file);
  requireKafkaJar(join(folder, 'libs'));
  return 'from the release archive';
}

function requireKafkaJar(libs) {
  const jar = `kafka_${PINS.scala}-${PINS.kafka}.jar`;
  if (!readdirSync(libs).includes(jar)) throw new Error(`${jar} is not among what was fetched`);
}

const lastLine = (error) => String(error.message).trim().split('\n').at(-1);

function pomText() {
  const dependency = (group, artifact, version) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lakequake</groupId><artifactId>kafka-libs</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', `kafka_${PINS.scala}`, PINS.kafka)}
    ${dependency('org.apache.kafka', 'kafka-tools', PINS.kafka)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', PINS.slf4jBinding)}
  </dependencies>
</project>
`;
}
