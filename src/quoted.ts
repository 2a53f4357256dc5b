const MOST_CHARACTERS = 100;

/**
 * A value of an untrusted file as a message may hold it: as JSON, and short. What is nested some thousand deep, which
 * JSON.parse reads, overflows the stack of JSON.stringify.
 */
export function quoted(value: unknown, mostCharacters = MOST_CHARACTERS): string {
  try {
    return value === undefined ? 'undefined' : shortened(JSON.stringify(value), mostCharacters);
  } catch {
    return 'a value nested without end';
  }
}

/** A text of any length as a message may hold it. */
export function shortened(text: string, mostCharacters = MOST_CHARACTERS): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
