import { Args } from '@oclif/core';
import { bashCompletion } from '../cli/completion/bash.js';
import { commandFacts } from '../cli/completion/facts.js';
import { fishCompletion } from '../cli/completion/fish.js';
import { powershellCompletion } from '../cli/completion/powershell.js';
import { zshCompletion } from '../cli/completion/zsh.js';
import { BaseCommand } from '../cli/terminal/base-command.js';

const SHELLS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};
type Shell = keyof typeof SHELLS;

/** What the package installs. */
const NAMES = ['xclip', 'xclip-tagger'];

export default class Completion extends BaseCommand {
  static override description = 'Print what a shell needs to complete commands, flags and files.';

  static override examples = [
    'eval "$(<%= config.bin %> completion bash)"        # in ~/.bashrc',
    'source <(<%= config.bin %> completion zsh)         # in ~/.zshrc, after compinit',
    '<%= config.bin %> completion fish > ~/.config/fish/completions/xclip.fish',
    '<%= config.bin %> completion powershell | Out-String | Invoke-Expression    # in $PROFILE',
  ];

  static override args = {
    shell: Args.string({
      ignoreStdin: true,
      required: true,
      options: Object.keys(SHELLS),
      description: 'the shell',
    }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    process.stdout.write(SHELLS[args.shell as Shell](commandFacts(this.config), NAMES));
  }
}
