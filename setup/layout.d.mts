// Types of layout.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare const PINS: {
  kafka: string;
  scala: string;
  slf4jBinding: string;
  toxiproxy: string;
  mavenDependencyPlugin: string;
  deltalake: string;
  pyarrow: string;
  duckdbDelta: string;
  pyspark: string;
  deltaSpark: string;
};
export declare const FLOORS: { node: [number, number]; java: [number, number] };
export declare function cacheFolder(env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): string;
export declare function cacheLayout(cache?: string): {
  cache: string;
  kafkaHome: string;
  kafkaLibs: string;
  classArchives: string;
  toxiproxyHome: string;
  toxiproxy: string;
  pythonHome: string;
  python: string;
  sparkHome: string;
  sparkPython: string;
  sparkJars: string;
  browsers: string;
};
