// YAML that people write, and what keeps a text from being it, in a learner's words: one sentence, the line, and what to do there. Pure; it never
// quotes the parser's positions, which count from the line the parser stopped at and not from the one that is wrong.
import { type Document, type ErrorCode, LineCounter, parseDocument } from 'yaml';
import { LakequakeError } from '../contract/errors.ts';

interface YamlFault {
  /** From 1. */
  line: number;
  says: string;
  /** Starts with a verb. */
  hint: string;
}

const KEY_AFTER_VALUE = {
  says: 'a line goes on where it should have ended',
  hint: 'put a space after the colon, give the line the indentation of its neighbours, or put its value in quotes',
};

const WORDS: Partial<Record<ErrorCode, Omit<YamlFault, 'line'>>> = {
  TAB_AS_INDENT: { says: 'a tab where spaces must be', hint: 'indent that line with spaces' },
  MISSING_CHAR: {
    says: 'a quote or a bracket is not closed',
    hint: 'close it on that line or on one before it',
  },
  DUPLICATE_KEY: { says: 'a name that stands there already', hint: 'keep one of the two lines' },
  BLOCK_AS_IMPLICIT_KEY: KEY_AFTER_VALUE,
  MULTILINE_IMPLICIT_KEY: KEY_AFTER_VALUE,
  BAD_INDENT: {
    says: 'its indentation does not fit the lines before it, or a bracket before it is open',
    hint: 'line it up with its neighbours, and close every [ and {',
  },
  BAD_SCALAR_START: {
    says: 'a value that begins with a character YAML keeps for itself',
    hint: 'put the value in quotes',
  },
};

/** A document with the lines of its parts. Throws `bad-settings` for what is no YAML; `name` is the file's, for the message. */
export function parseYaml(text: string, name: string): { document: Document.Parsed; counter: LineCounter } {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, prettyErrors: false });
  const fault = firstFault(document, counter);
  if (fault === null) return { document, counter };
  const { line, says, hint } = fault;
  throw new LakequakeError('bad-settings', `${name} line ${line}: not valid YAML: ${says}`, { hint });
}

function firstFault({ errors }: Document.Parsed, counter: LineCounter): YamlFault | null {
  const first = errors[0];
  if (first === undefined) return null;
  const { says, hint } = WORDS[first.code] ?? {
    says: first.message,
    hint: 'check the indentation, quotes and brackets of that line and of the one before it',
  };
  return { line: counter.linePos(first.pos[0]).line, says, hint };
}
