import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/xclip/config.js';

describe('config.json', () => {
  test('takes the documented defaults where it is silent', () => {
    expect(parseConfig({ model_type: 'xclip' })).toEqual({
      text: {
        vocabSize: 49408,
        maxPositionEmbeddings: 77,
        hiddenSize: 512,
        intermediateSize: 2048,
        numHiddenLayers: 12,
        numAttentionHeads: 8,
        hiddenAct: 'quick_gelu',
        layerNormEps: 1e-5,
      },
      vision: {
        imageSize: 224,
        patchSize: 32,
        numFrames: 8,
        hiddenSize: 768,
        intermediateSize: 3072,
        numHiddenLayers: 12,
        numAttentionHeads: 12,
        hiddenAct: 'quick_gelu',
        layerNormEps: 1e-5,
        mit: {
          hiddenSize: 512,
          intermediateSize: 2048,
          numHiddenLayers: 1,
          numAttentionHeads: 8,
          hiddenAct: 'quick_gelu',
          layerNormEps: 1e-5,
        },
      },
      projectionDim: 512,
      promptLayers: 2,
      promptHiddenAct: 'quick_gelu',
      promptNumAttentionHeads: 8,
    });
  });

  test('lets text_config_dict win whole, completed with defaults, unless it is null', () => {
    const { text, vision } = parseConfig({
      model_type: 'xclip',
      text_config: { hidden_size: 64, num_attention_heads: 4 },
      text_config_dict: { hidden_size: 128 },
      vision_config: { num_frames: 16, layer_norm_eps: 1e-3 },
      vision_config_dict: null,
    });
    expect([text.hiddenSize, text.numAttentionHeads]).toEqual([128, 8]);
    expect([vision.numFrames, vision.mit.layerNormEps]).toEqual([16, 1e-3]);
  });

  test('reads sizes as a pair', () => {
    expect(
      parseConfig({ model_type: 'xclip', vision_config: { image_size: [336, 336], patch_size: [14, 14] } })
        .vision,
    ).toMatchObject({
      imageSize: 336,
      patchSize: 14,
    });
  });

  const refused: [name: string, config: unknown, code: string, says: string][] = [
    ['a list', [], 'BAD_CONFIG', 'not a JSON object'],
    ['null', null, 'BAD_CONFIG', 'not a JSON object'],
    ['nothing', {}, 'NOT_XCLIP', 'names no model_type'],
    ['another model', { model_type: 'clip' }, 'NOT_XCLIP', '"clip"'],
    ['a text as a section', { model_type: 'xclip', text_config: 'x' }, 'BAD_CONFIG', 'text_config'],
    ['a fraction', { model_type: 'xclip', projection_dim: 1.5 }, 'BAD_CONFIG', 'projection_dim is 1.5'],
    [
      'a huge size',
      { model_type: 'xclip', text_config: { vocab_size: 2 ** 40 } },
      'BAD_CONFIG',
      'vocab_size',
    ],
    [
      'a negative size',
      { model_type: 'xclip', vision_config: { num_frames: -8 } },
      'BAD_CONFIG',
      'num_frames is -8',
    ],
    [
      'heads that do not divide',
      { model_type: 'xclip', vision_config: { num_attention_heads: 7 } },
      'BAD_CONFIG',
      'does not divide the width 768',
    ],
    [
      'an unknown activation',
      { model_type: 'xclip', prompt_hidden_act: 'swish' },
      'BAD_CONFIG',
      'prompt_hidden_act is "swish"',
    ],
    [
      'an epsilon of 0',
      { model_type: 'xclip', text_config: { layer_norm_eps: 0 } },
      'BAD_CONFIG',
      'layer_norm_eps',
    ],
    [
      'grey frames',
      { model_type: 'xclip', vision_config: { num_channels: 1 } },
      'BAD_CONFIG',
      'num_channels',
    ],
    [
      'patches larger than the image',
      { model_type: 'xclip', vision_config: { patch_size: 512 } },
      'BAD_CONFIG',
      'larger than image_size',
    ],
    [
      'an oblong image',
      { model_type: 'xclip', vision_config: { image_size: [224, 112] } },
      'BAD_CONFIG',
      'only squares',
    ],
    [
      'widths that do not meet',
      { model_type: 'xclip', projection_dim: 768 },
      'BAD_CONFIG',
      'must equal projection_dim',
    ],
  ];

  test.each(refused)('refuses %s', (_, config, code, says) => {
    expect(() => parseConfig(config)).toThrow(
      expect.objectContaining({ code, exitCode: 1, message: expect.stringContaining(says) as string }),
    );
  });
});
