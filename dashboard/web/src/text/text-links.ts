// Which addresses of a text may become links. Pure. A text says where something stands in the project, too, which is no address of this page.

/** The address when it leads to the web, else null: nothing else is ever followed. */
export function webAddress(href: string): string | null {
  return /^https?:\/\/[^\s]+$/i.test(href) ? href : null;
}

/** Commands of the lab, which the page has buttons for. */
export const isLabCommand = (code: string): boolean =>
  code.trim() !== '' &&
  code
    .trim()
    .split('\n')
    .every((line) => /^\$? ?npx lakequake lab (start|predict|run|query|check|hint)\b/.test(line.trim()));
