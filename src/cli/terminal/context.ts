/** What every command hands to its run. */
export interface RunContext {
  /** one line on stderr */
  note: (line: string) => void;
  /** the same for what --quiet leaves out */
  info: (line: string) => void;
  isQuiet: boolean;
  isVerbose: boolean;
  /** of the tool */
  version: string;
}
