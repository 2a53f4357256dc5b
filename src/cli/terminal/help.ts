import { CommandHelp, Errors, Help, type Interfaces } from '@oclif/core';
import { reportError } from './report-error.js';
import { unknownCommand } from './usage-errors.js';

/** Groups of flags in the order of use: what goes in, what it is tagged with and by, what comes out, then the rest. */
const GROUPS = [
  'INPUT',
  'LABELS',
  'SEARCH',
  'BENCH',
  'MODEL',
  'OUTPUT',
  'LONG VIDEOS',
  'SAMPLING',
  'CHECK',
  'ENGINE',
  'GLOBAL',
];

type Flags = Parameters<CommandHelp['groupFlags']>[0];

class OrderedHelp extends CommandHelp {
  protected override groupFlags(flags: Flags): { flagGroups: Record<string, Flags>; mainFlags: Flags } {
    const { flagGroups, mainFlags } = super.groupFlags(flags);
    const place = (group: string): number => (GROUPS.includes(group) ? GROUPS.indexOf(group) : GROUPS.length);
    const ordered = Object.entries(flagGroups).sort(([a], [b]) => place(a) - place(b));
    return { flagGroups: Object.fromEntries(ordered), mainFlags };
  }

  /** Without the description, which stands above all already. */
  protected override sections(): ReturnType<CommandHelp['sections']> {
    return super.sections().filter(({ header }) => header !== 'DESCRIPTION');
  }
}

/** What --help, -h and `help` show. */
export default class XclipHelp extends Help {
  protected override CommandHelpClass = OrderedHelp;

  constructor(config: Interfaces.Config, options?: Partial<Interfaces.HelpOptions>) {
    super(config, { ...options, flagSortOrder: 'none', docopts: false });
  }

  /** Ends with 2 where there is no such command. */
  override async showHelp(argv: string[]): Promise<void> {
    const words = wordsOf(argv);
    if (this.#isKnown(words)) return super.showHelp(argv);
    const commands = this.config.commandIDs.map((known) => known.replaceAll(':', ' '));
    const error = unknownCommand(words, commands);
    reportError(error, { asJson: argv.includes('--json'), debug: argv.includes('--debug') });
    throw new Errors.ExitError(error.exitCode);
  }

  #isKnown(words: readonly string[]): boolean {
    const [first] = words;
    // What follows a command is its arguments.
    if (first === undefined || this.config.findCommand(first) !== undefined) return true;
    const topicOrCommand = words.slice(0, 2).join(':');
    return (
      this.config.findCommand(topicOrCommand) !== undefined ||
      this.config.findTopic(topicOrCommand) !== undefined
    );
  }
}

/** The words before the first flag, but for `help` itself. */
function wordsOf(argv: readonly string[]): string[] {
  const end = argv.findIndex((word) => word.startsWith('-'));
  const words = end === -1 ? argv : argv.slice(0, end);
  return words.filter((word, i) => i > 0 || word !== 'help');
}
