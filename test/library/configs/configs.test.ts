/** Configurations against transformers' own (test/fixtures/make/library_parts.py). */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { XCLIPConfig, XCLIPTextConfig, XCLIPVisionConfig } from '../../../src/index.js';
import { CHECKPOINTS, fixturePath, readReference } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';

const reference = readReference('library-configs.json') as Record<string, Record<string, unknown>>;

describe('configurations', () => {
  test('have the page’s defaults', () => {
    expect(new XCLIPTextConfig().to_dict()).toEqual(reference.text);
    expect(new XCLIPVisionConfig().to_dict()).toEqual(reference.vision);
    expect(new XCLIPConfig().to_dict()).toEqual(reference.whole);
  });

  test.each(CHECKPOINTS)('read the config.json of %s', async (checkpoint) => {
    const folder = fixturePath(`checkpoints/${checkpoint}`);
    const config = await XCLIPConfig.from_pretrained(folder);
    expect(config.to_dict()).toMatchObject(reference[checkpoint] ?? {});
    const text = await XCLIPTextConfig.from_pretrained(folder);
    expect(text.to_dict()).toEqual(config.text_config.to_dict());
    const vision = await XCLIPVisionConfig.from_pretrained(folder);
    expect(vision.to_dict()).toEqual(config.vision_config.to_dict());
  });

  test('take the old names of the towers’ settings', () => {
    const old = { text_config: { hidden_size: 8 }, text_config_dict: { num_hidden_layers: 3 } };
    expect(new XCLIPConfig(old).to_dict()).toEqual(reference['old names']);
  });

  test('are made of a text tower’s and a vision tower’s', () => {
    const text = new XCLIPTextConfig({ hidden_size: 8 });
    const vision = new XCLIPVisionConfig({ image_size: 32 });
    const config = XCLIPConfig.from_text_vision_configs(text, vision, { projection_dim: 16, team: 'red' });
    expect(config.text_config.hidden_size).toBe(8);
    expect(config.vision_config.image_size).toBe(32);
    expect(config.projection_dim).toBe(16);
    text.hidden_size = 9;
    expect(config.text_config.hidden_size).toBe(8);
    expect(config.to_dict()).toMatchObject({ model_type: 'xclip', team: 'red' });
  });

  test('survive being written and read', async () => {
    const folder = tempFolder();
    const config = new XCLIPConfig({ vision_config: { num_frames: 16 }, prompt_layers: 3, team: 'red' });
    config.save_pretrained(folder);
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual(config.to_dict());
    expect((await XCLIPConfig.from_pretrained(folder)).to_dict()).toEqual(config.to_dict());
  });
});
