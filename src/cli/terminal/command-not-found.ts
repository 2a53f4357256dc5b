import { Errors, type Hook } from '@oclif/core';
import { reportError } from './report-error.js';
import { unknownCommand } from './usage-errors.js';

/** oclif's hook for a command that there is not. */
const commandNotFound: Hook.CommandNotFound = ({ id, argv = [], config }) => {
  const error = unknownCommand(
    id.split(':'),
    config.commandIDs.map((known) => known.replaceAll(':', ' ')),
  );
  reportError(error, { asJson: argv.includes('--json'), debug: argv.includes('--debug') });
  throw new Errors.ExitError(error.exitCode);
};

export default commandNotFound;
