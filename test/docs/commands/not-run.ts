const SUITE = 'is a part of the suite that runs this test';
const BENCH = 'takes hours or minutes, and Python; test/bench runs its parts';
const HUGE = 'wants a file of a million lines; the line stands there for what it took';
const FIXTURES = 'makes the fixtures by the Python reference, minutes; they are committed';
const NO_GPU = 'needs a GPU, which machines of tests have not';
const DOCKER = 'needs Docker; test/docs/guide/containers.test.ts holds its files against each other';
const RECIPE = 'needs libraries of Python or DuckDB; test/docs/guide/recipes.test.ts runs it where they are';
const REGISTRY = 'installs from the registry';

/**
 * What stands in the docs and is not run, one by one, with the reason: whatever is not here is run. The scripts, files and
 * flags that it names are looked for all the same.
 */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm run demo': `${REGISTRY}; CI runs this very line`,
  'ONNXRUNTIME_NODE_INSTALL=skip npm install --global xclip-tagger': `${REGISTRY}; CI runs this very line with the packed package`,
  'npm install xclip-tagger': REGISTRY,
  'xclip tag clips --labels labels.txt --device webgpu': NO_GPU,
  'xclip tag clips --labels labels.txt --device cuda --precision fp16': NO_GPU,
  'duckdb < examples/pipelines/queries.sql': RECIPE,
  'python examples/pipelines/summarize.py tags.parquet': RECIPE,
  'python examples/pipelines/fiftyone_import.py labels.json my-videos': RECIPE,
  'XCLIP_TEST_PYTHON=… npx vitest run test/docs/guide': 'has a place to fill in',
  'docker build -t xclip .': DOCKER,
  'docker build -t xclip:cuda --target cuda .': DOCKER,
  'docker run --rm --init -v xclip-cache:/cache -v "$PWD:/work" -u "$(id -u):$(id -g)" \\\n  xclip tag videos --labels labels.txt -o tags.parquet':
    DOCKER,
  'docker run --rm --gpus all xclip:cuda doctor': DOCKER,
  'docker run --rm --init --gpus all -v xclip-cache:/cache -v "$PWD:/work" xclip:cuda \\\n  tag videos --labels labels.txt -o tags.parquet --device cuda':
    DOCKER,
  'docker run --rm --init --gpus all -v xclip-cache:/cache -v "$PWD:/work" xclip \\\n  tag videos --labels labels.txt -o tags.parquet --device webgpu':
    DOCKER,
  'man xclip': 'its page is made when the package is packed (test/scripts/man.test.ts)',
  'npm test': SUITE,
  'npx vitest run test/media/choose/choose-hwaccel.test.ts test/media/ffmpeg/device-decoding.test.ts test/cli/flags/hwaccel.test.ts':
    SUITE,
  'VK_ICD_FILENAMES=…/lvp_icd.json FFMPEG_PATH=… FFPROBE_PATH=… npx vitest run test/media/ffmpeg/device-decoding.test.ts':
    'has places to fill in',
  'npx vitest run test/image test/media': SUITE,
  'FFMPEG_PATH=/usr/bin/ffmpeg FFPROBE_PATH=/usr/bin/ffprobe npx vitest run test/media': SUITE,
  'python test/fixtures/make/main.py': FIXTURES,
  'npm run bench': BENCH,
  'npm run bench -- --quick --suite short,windows': BENCH,
  'npm run bench -- --render':
    'writes docs/PERFORMANCE.md; test/bench/render holds it against what is committed',
  'npm run fuzz': 'takes minutes; test/support/fuzz/fuzz.test.ts runs a part',
  'npm run fuzz -- --target store --count 100000 --seed 7':
    'takes minutes; test/support/fuzz/fuzz.test.ts runs a part',
  'npm run fuzz -- --target store --seed 7 --input 411 --keep DIR': 'has a place to fill in',
  'xclip tag ./videos --labels labels.txt --device webgpu': NO_GPU,
  'xclip tag ./videos --labels labels.txt --precision fp16': NO_GPU,
  'VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json XDG_RUNTIME_DIR=/tmp \\\n  xclip tag clip.mp4 --label running --model ./small-checkpoint --device webgpu':
    'needs the driver of Debian’s chromium; test/xclip/runtime/device/webgpu.test.ts runs on it where it is',
  'xclip tag --watch ./incoming --labels labels.txt -o tags.csv':
    'ends only when it is interrupted; test/cli/tag has its tests',
  'xclip embed -o store.parquet': 'names what made a file, without its videos',
  'xclip embed --precision int8': 'names a flag, without videos',
  '/usr/bin/time -v xclip eval big.csv --root clips --from big.jsonl -o big.json': HUGE,
};

/** Blocks that are neither commands nor what the command before them prints, by their page and first line. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  "docs/ARCHITECTURE.md:  bin/run.js                                            src/index.ts   the library's public names":
    'a drawing',
  'docs/ARCHITECTURE.md: src/commands/tag.ts':
    'a list of files; test/docs/architecture.test.ts holds it against them',
  'docs/DOCTOR.md: warn device webgpu: WebGPU does not run: no driver offers a GPU': 'is of one machine',
  'docs/EVALUATE.md: videos                   10, of which 1 could not be judged':
    'is of a list with wrong labels, as the page says; docs/guide/evaluate.md has one that is run',
  'docs/EVALUATE.md: video,label': 'a list, and not what a command prints',
  'docs/LABELS.md: label,prompt': 'a file: the labels.csv that stands ready for the commands above it',
  'docs/LABELS.md: sport/ball games/tennis':
    'a file: the tree.txt that stands ready for the commands above it',
  'docs/OUTPUTS.md: {"video":"talk.mp4","clips":3,"start_s":0,"end_s":30,"labels":[':
    'shows the shape, with made-up numbers',
};

/** Scripts that are no more, and that the page says are no more: it names the commit that has them. */
export const GONE: Readonly<Record<string, string>> = {
  'bench/int8-agreement.mjs': '76c6d2e',
  'bench/int8-time.mjs': '76c6d2e',
  'bench/long-video.mjs': '76c6d2e',
  'bench/decode.mjs': '76c6d2e',
  'bench/resize.mjs': '76c6d2e',
  'bench/store.mjs': '76c6d2e',
  'bench:clip': '76c6d2e',
  'bench/duplicates.mjs': '39a4777',
};

/** Flags of other programs. */
export const FOREIGN_FLAGS: Readonly<Record<string, string>> = {
  '--count': 'npm run fuzz',
  '--target': 'npm run fuzz',
  '--max-semi-space-size': 'node',
  '--reporter': 'vitest',
  '--ignore-scripts': 'npm',
};
