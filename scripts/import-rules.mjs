/**
 * Which room may import which, for dependency-cruiser (`npm run check`). Types count like values: what a room only names,
 * it still has to know.
 */

/** From the top. A room imports from floors below its own: never from above, and never from a neighbour. */
export const FLOORS = [
  ['commands', 'index.ts'],
  ['cli', 'library'],
  ['output', 'report'],
  ['pipeline'],
  ['media', 'xclip', 'hub', 'store'],
  ['image', 'cache', 'files'],
  ['all-finite.ts', 'at.ts', 'check-result.ts', 'errors.ts', 'process-limits.ts', 'quoted.ts'],
];

/** The rooms within `cli`, as strictly. */
const CLI_FLOORS = [
  [
    'cli/tag',
    'cli/embed',
    'cli/eval',
    'cli/search',
    'cli/report',
    'cli/bench',
    'cli/models',
    'cli/doctor',
    'cli/completion',
  ],
  ['cli/run'],
  ['cli/flags'],
  ['cli/terminal'],
];

/** The neighbours that do know each other, and in which direction. */
const NEIGHBOURS = [
  { from: 'check-result.ts', to: 'errors.ts' },
  { from: 'process-limits.ts', to: 'errors.ts' },
  // It says which models are here, as `models list` does.
  { from: 'cli/doctor', to: 'cli/models' },
];

/** A library that only these rooms know, so that it can be replaced there. */
const KEEPERS = {
  '@oclif/core': ['commands', 'cli'],
  'onnxruntime-node': ['xclip/runtime'],
  'node-av': ['media'],
  '@huggingface/hub': ['hub'],
  hyparquet: ['store', 'output/tables'],
  'hyparquet-writer': ['store', 'output/tables'],
  'node-sqlite3-wasm': ['output/tables'],
};

/** Matches everything in these rooms: folders with all they hold, files by their whole names. */
function inside(rooms) {
  const paths = rooms.map((room) => (room.endsWith('.ts') ? `${room.replace('.', '\\.')}$` : `${room}/`));
  return `^src/(${paths.join('|')})`;
}

function rulesOf(floors) {
  return floors.flatMap((rooms, floor) =>
    rooms.map((room) => {
      const allowed = NEIGHBOURS.filter(({ from }) => from === room).map(({ to }) => to);
      const neighbours = rooms.filter((other) => other !== room && !allowed.includes(other));
      return {
        name: `only-downwards-from-${room}`,
        severity: 'error',
        from: { path: inside([room]) },
        to: { path: inside([...floors.slice(0, floor).flat(), ...neighbours]) },
      };
    }),
  );
}

/** Both ends: a file that imports nothing is only seen by who imports it. A new room gets its floor before its first file. */
function everyRoomHasAFloor(building, floors) {
  const without = { path: building, pathNot: inside(floors.flat()) };
  return [
    { name: 'every-room-has-a-floor', severity: 'error', from: without, to: {} },
    { name: 'every-imported-room-has-a-floor', severity: 'error', from: {}, to: without },
  ];
}

export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...everyRoomHasAFloor('^src/', FLOORS),
    ...everyRoomHasAFloor('^src/cli/', CLI_FLOORS),
    ...rulesOf(FLOORS),
    ...rulesOf(CLI_FLOORS),
    {
      name: 'the-library-is-for-its-users',
      severity: 'error',
      from: { pathNot: inside(['library', 'index.ts']) },
      to: { path: inside(['library']) },
    },
    ...Object.entries(KEEPERS).map(([library, rooms]) => ({
      name: `${library}-is-known-to-its-keepers-only`,
      severity: 'error',
      from: { pathNot: inside(rooms) },
      to: { path: `node_modules/${library}/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
