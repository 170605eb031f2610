// Types of web.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare function provideWeb(root: string): Promise<string | undefined>;
