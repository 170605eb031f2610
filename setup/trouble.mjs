// What set-up cannot get by itself: one sentence and the command that fixes it. Leads to exit code 3, without a stack trace.
export class Trouble extends Error {
  constructor(message, fix, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.fix = fix;
  }
}
