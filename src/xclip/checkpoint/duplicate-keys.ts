/**
 * What is wrong with the keys of a JSON text: JSON.parse keeps the last of two equal ones in silence, and another
 * reader of the same file may keep the first. Malformed text is left to JSON.parse to refuse.
 * @param maxDepth objects and arrays inside one another
 * @returns undefined if nothing is wrong
 */
export function findKeyProblem(text: string, maxDepth: number): string | undefined {
  const keysOfOpen: (Set<string> | undefined)[] = [];
  let lastString = '';
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        if (keysOfOpen.length === maxDepth) return `it is nested more than ${maxDepth} deep`;
        keysOfOpen.push(text[at] === '{' ? new Set() : undefined);
        break;
      case '}':
      case ']':
        keysOfOpen.pop();
        break;
      case '"': {
        const end = endOfString(text, at);
        lastString = text.slice(at, end + 1);
        at = end;
        break;
      }
      case ':': {
        const key = unescaped(lastString);
        const keys = keysOfOpen.at(-1);
        if (keys?.has(key) === true) return `it has ${JSON.stringify(key.slice(0, 100))} twice`;
        keys?.add(key);
      }
    }
  }
  return undefined;
}

/** The place of the closing quote, or of the end. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at++;
  }
  return text.length;
}

function unescaped(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
