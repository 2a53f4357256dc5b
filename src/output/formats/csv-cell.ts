/** What spreadsheets take for the beginning of a formula; the full-width ones too. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/**
 * Text from outside (file names, labels) as a cell of a CSV file that is opened in a spreadsheet: an apostrophe before it
 * keeps it text. It is data that changes, so only where it is asked for.
 */
export function csvCell(text: string, { isSafe }: { isSafe: boolean }): string {
  return isSafe && FORMULA.test(text) ? `'${text}` : text;
}
