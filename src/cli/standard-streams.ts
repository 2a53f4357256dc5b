import { EXIT, messageOf, systemCodeOf } from '../errors.js';

/**
 * Decides what becomes of a stdout or stderr that cannot be written. oclif's own listener throws all but EPIPE from
 * inside the event, past everybody who could tell it and end what runs.
 */
export function watchStandardStreams(note: (line: string) => void): void {
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', (error) => {
    // Who read it has had enough: the next write ends the run.
    if (systemCodeOf(error) === 'EPIPE') return;
    process.exitCode = EXIT.failed;
    note(`stdout cannot be written: ${messageOf(error)}; send it elsewhere, or to a file with --output`);
  });
  // Nobody reads what is told to people: no reason to stop working.
  process.stderr.on('error', () => undefined);
}
