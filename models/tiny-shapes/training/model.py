"""The shape of the tiny-shapes model, and the preprocessing of its frames."""

import torch
from transformers import CLIPTokenizer, VideoMAEImageProcessorPil, XCLIPConfig, XCLIPModel
from transformers.image_utils import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD

from clips import CLIP_LENGTH

IMAGE_SIDE = 64
EMBED_SIZE = 64


def make_config(tokenizer: CLIPTokenizer) -> XCLIPConfig:
    """1.5 million parameters: a vision tower of 4 layers, 2 layers of text, 1 across the frames."""
    return XCLIPConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": EMBED_SIZE,
            "intermediate_size": 4 * EMBED_SIZE,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "max_position_embeddings": tokenizer.model_max_length,
            "bos_token_id": tokenizer.bos_token_id,
            "eos_token_id": tokenizer.eos_token_id,
            "pad_token_id": tokenizer.pad_token_id,
        },
        vision_config={
            "image_size": IMAGE_SIDE,
            "patch_size": 16,
            "num_frames": CLIP_LENGTH,
            "hidden_size": 128,
            "intermediate_size": 512,
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "mit_hidden_size": EMBED_SIZE,
            "mit_intermediate_size": 4 * EMBED_SIZE,
            "mit_num_hidden_layers": 1,
            "mit_num_attention_heads": 4,
        },
        projection_dim=EMBED_SIZE,
        prompt_num_attention_heads=4,
    )


def make_model(config: XCLIPConfig) -> XCLIPModel:
    """A model to train.

    Position embeddings start at 1.0, as large as the patches' own: at transformers' 0.02 they drown,
    and at 0.4 the tower takes many more steps to learn where things are.
    """
    model = XCLIPModel(config)
    torch.nn.init.normal_(model.vision_model.embeddings.position_embedding.weight, std=1.0)
    return model


def make_processor() -> VideoMAEImageProcessorPil:
    """The preprocessing of frames, with X-CLIP's mean and deviation (the class's own are 0.5)."""
    return VideoMAEImageProcessorPil(
        size={"shortest_edge": IMAGE_SIDE},
        crop_size={"height": IMAGE_SIDE, "width": IMAGE_SIDE},
        image_mean=list(IMAGENET_DEFAULT_MEAN),
        image_std=list(IMAGENET_DEFAULT_STD),
    )
