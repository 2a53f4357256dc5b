/**
 * man/xclip.1 from the manifest, whose texts are those of --help: made when the package is packed, for `man xclip`.
 *
 *   npm run man
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(`${ROOT}/${path}`, 'utf8'));

/** The page as roff. */
export function manPage({ manifest, packageJson }) {
  const commands = Object.values(manifest.commands)
    .filter(({ hidden }) => !hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return [
    `.TH XCLIP 1 "" "xclip-tagger ${packageJson.version}" "User Commands"`,
    '.SH NAME',
    `xclip, xclip\\-tagger \\- ${escaped(lowerFirst(packageJson.description))}`,
    '.SH SYNOPSIS',
    ...commands.flatMap((command) => ['.br', `.B xclip ${escaped(usageOf(command))}`]),
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH EXIT STATUS',
    '0 all done, 1 the run could not start or go on, 2 wrong usage, 3 finished but some videos failed,',
    '4 \\-\\-check found drift, 130 interrupted.',
    '.SH SEE ALSO',
    escaped(packageJson.homepage),
    '',
  ].join('\n');
}

function section(command) {
  const { description = '', examples = [], flags = {} } = command;
  return [
    `.SS ${escaped(`xclip ${words(command)}`)}`,
    escaped(description),
    ...Object.values(flags)
      .filter(({ hidden }) => !hidden)
      .flatMap(flagLines),
    ...(examples.length === 0
      ? []
      : [
          '.PP',
          'Examples:',
          '.RS',
          '.nf',
          ...examples.map((text) => escaped(exampleOf(text, command))),
          '.fi',
          '.RE',
        ]),
  ];
}

function flagLines({ name, char, description = '', type, helpValue, options, default: byDefault, allowNo }) {
  const value = type === 'boolean' ? '' : ` ${options?.join('|') ?? helpValue ?? 'VALUE'}`;
  const spelling = `${char === undefined ? '' : `-${char}, `}--${allowNo ? '[no-]' : ''}${name}`;
  const end = byDefault === undefined || byDefault === false ? '' : ` [default: ${String(byDefault)}]`;
  return ['.TP', `.B ${escaped(spelling)}${escaped(value)}`, escaped(`${description}${end}`)];
}

function usageOf(command) {
  return (
    command.usage ??
    `${words(command)}${Object.keys(command.args ?? {})
      .map((name) => ` ${name.toUpperCase()}`)
      .join('')} [FLAGS]`
  );
}

function exampleOf(text, command) {
  return text.replaceAll('<%= config.bin %>', 'xclip').replaceAll('<%= command.id %>', words(command));
}

const words = ({ id }) => id.replaceAll(':', ' ');
const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** A line may not begin with what roff takes for a command. */
function escaped(text) {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = manPage({ manifest: read('oclif.manifest.json'), packageJson: read('package.json') });
  mkdirSync(`${ROOT}/man`, { recursive: true });
  writeFileSync(`${ROOT}/man/xclip.1`, page);
  writeFileSync(`${ROOT}/man/xclip-tagger.1`, '.so man1/xclip.1\n');
}
