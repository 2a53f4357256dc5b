import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KNOWN_MODELS } from '../../../dist/hub/known-models.js';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const LABELS = readFileSync(join(ROOT, 'examples/labels.txt'), 'utf8').trim().split('\n');
const CLIPS = readdirSync(join(ROOT, 'examples/clips')).sort();

/** `a-red-circle-moving-left.mp4` shows a red circle moving left. */
const labelOf = (clip: string): string => clip.replace('.mp4', '').replaceAll('-', ' ');
const manifest = (folder: string, clips: readonly string[]): string =>
  ['video,label', ...clips.map((clip) => `${folder}${clip},${labelOf(clip)}`), ''].join('\n');

/**
 * The machine that the pages speak of: a Hugging Face cache that has the checkpoints (in their place small ones with random
 * weights, which do what large ones do), commands on PATH, the package installed for all, and no network.
 */
export class Desk {
  readonly root = mkdtempSync(join(tmpdir(), 'xclip-docs-'));
  readonly env: NodeJS.ProcessEnv;
  /** commands that need not run on each page that names them */
  readonly ran = new Map<string, CliResult>();

  constructor() {
    const bin = join(this.root, 'prefix/bin');
    mkdirSync(bin, { recursive: true });
    for (const name of ['xclip', 'xclip-tagger']) symlinkSync(join(ROOT, 'bin/run.js'), join(bin, name));
    const modules = join(this.root, 'prefix/lib/node_modules');
    mkdirSync(modules, { recursive: true });
    symlinkSync(ROOT, join(modules, 'xclip-tagger'));
    for (const { id } of KNOWN_MODELS) this.#cache(id);
    this.env = {
      HF_HOME: join(this.root, 'hf'),
      HF_HUB_OFFLINE: '1',
      HF_TOKEN: '',
      NO_COLOR: '1',
      // A line that should have been listed as not run reaches nothing and changes nothing.
      npm_config_offline: 'true',
      npm_config_ignore_scripts: 'true',
      npm_config_prefix: join(this.root, 'prefix'),
      PATH: [bin, process.env.PATH].join(delimiter),
    };
  }

  /** What a reader of the page has in the folder where he works. */
  folderFor(page: string): string {
    const folder = mkdtempSync(join(this.root, 'page-'));
    cpSync(join(ROOT, 'examples'), folder, { recursive: true });
    for (const name of [
      'videos',
      'talks',
      'kinetics400/videos',
      'UCF-101',
      'ucfTrainTestlist',
      'hmdb51',
      'testTrainMulti_7030_splits',
    ]) {
      mkdirSync(join(folder, name), { recursive: true });
    }
    const put = (clip: string, as: string): void =>
      symlinkSync(join(ROOT, 'examples/clips', clip), join(folder, as));
    for (const clip of CLIPS.slice(0, 3)) put(clip, `videos/${clip}`);
    for (const name of ['clip.mp4', 'goal.mp4']) put(CLIPS[0] ?? '', name);
    cpSync(join(ROOT, 'examples/talk.mp4'), join(folder, 'talks/one.mp4'));
    symlinkSync(join(ROOT, 'examples'), join(folder, 'examples'));
    const text = (name: string, content: string): void => writeFileSync(join(folder, name), content);
    text('new-labels.txt', 'a dog running\na cat sleeping\n');
    text('more.txt', 'a dog running\na cat sleeping\n');
    text('labels.csv', LABEL_TABLE);
    text('tree.txt', TREE);
    text('scenes.txt', 'indoors\noutdoors\n');
    text('actions.txt', LABELS.slice(0, 4).join('\n'));
    text('shots.csv', manifest('clips/', CLIPS.slice(3, 6)));
    // Guides go by the examples that come with the package; pages of reference by "your videos".
    if (!page.startsWith('docs/guide/')) text('manifest.csv', manifest('videos/', CLIPS.slice(0, 3)));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/xclip-tagger'));
    text('kinetics400/validate.csv', KINETICS);
    text('ucfTrainTestlist/classInd.txt', '1 ApplyEyeMakeup\n2 Archery\n');
    text(
      'ucfTrainTestlist/testlist01.txt',
      'ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi\nArchery/v_Archery_g01_c01.avi\n',
    );
    put(CLIPS[0] ?? '', 'UCF-101/v_ApplyEyeMakeup_g01_c01.avi');
    put(CLIPS[1] ?? '', 'UCF-101/v_Archery_g01_c01.avi');
    for (const label of ['brush_hair', 'cartwheel']) {
      text(`testTrainMulti_7030_splits/${label}_test_split1.txt`, `${label}_1.avi 2\n`);
      put(CLIPS[0] ?? '', `hmdb51/${label}_1.avi`);
    }
    put(CLIPS[0] ?? '', 'kinetics400/videos/abcdefghijk_000010_000020.mp4');
    return folder;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #cache(id: string): void {
    const repository = join(this.root, 'hf/hub', `models--${id.replace('/', '--')}`);
    mkdirSync(join(repository, 'refs'), { recursive: true });
    mkdirSync(join(repository, 'snapshots'));
    writeFileSync(join(repository, 'refs/main'), COMMIT);
    symlinkSync(fixturePath('checkpoints/base'), join(repository, 'snapshots', COMMIT));
  }
}

const LABEL_TABLE =
  'label,prompt\njogging,a person jogging in a park\njogging,"someone running, slowly"\nswimming,\n';
const TREE = 'sport/ball games/tennis\nsport/ball games/golf\nsport/running\ncooking\n';
const KINETICS = 'label,youtube_id,time_start,time_end,split\nabseiling,abcdefghijk,10,20,validate\n';

/** What a page takes for made before; the commands' outputs are in the reader's folder. */
export const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'docs/ERRORS.md': ['xclip tag videos --labels labels.txt -o tags.jsonl --quiet'],
  'docs/REPORT.md': [
    'xclip tag videos --labels labels.txt -o tags.csv --quiet',
    'xclip eval manifest.csv -o eval.json --quiet',
  ],
  'docs/guide/library.md': ['xclip embed clips -o clips.parquet --model tiny-shapes --quiet'],
  'docs/EVALUATE.md': ['xclip tag videos --labels labels.txt -o tags.jsonl --quiet'],
  'docs/OUTPUTS.md': ['xclip tag videos --labels labels.txt -o tags.sqlite --quiet'],
};
