/** What every command hands to its run. */
export interface RunContext {
  /** one line on stderr */
  note: (line: string) => void;
  /** of the tool */
  version: string;
}
