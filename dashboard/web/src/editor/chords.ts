// Keys pressed together with Ctrl (Cmd on a Mac) and what they do. The editor and the plain box that stands in for it ask the same list.

export interface Chord {
  /** As KeyboardEvent.key says it, in lower case: `enter`, `s`. */
  key: string;
  act: () => void;
}

/** Does what the keys stand for, and keeps the browser from doing its own. False: they stand for nothing. */
export function playChord(event: KeyboardEvent, chords: readonly Chord[]): boolean {
  if (!(event.ctrlKey || event.metaKey)) return false;
  const chord = chords.find(({ key }) => key === event.key.toLowerCase());
  if (chord === undefined) return false;
  event.preventDefault();
  chord.act();
  return true;
}
