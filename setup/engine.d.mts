// Types of engine.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare function engineVersion(): string | undefined;
export declare function composeVersion(): string | undefined;
