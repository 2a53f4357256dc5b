/** Python's `str.strip`: what JavaScript's trim leaves, and not U+FEFF. */
const PYTHON_SPACE = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const SPACES_AT_ENDS = new RegExp(`^[${PYTHON_SPACE}]+|[${PYTHON_SPACE}]+$`, 'gu');

/** A text without blanks at its ends, as Python sees them. */
export function pythonStrip(text: string): string {
  return text.replace(SPACES_AT_ENDS, '');
}
