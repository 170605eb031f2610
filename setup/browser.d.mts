// Types of browser.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare function findChromium(env?: NodeJS.ProcessEnv): string | undefined;
