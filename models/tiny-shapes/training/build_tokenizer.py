"""Builds a CLIP tokenizer whose merges are just those that the model's own words need.

Below the words lies CLIP's byte alphabet, so any text encodes, if in many tokens.
"""

import json
from collections.abc import Iterable

from tokenizers import Tokenizer, models, trainers
from tokenizers.pre_tokenizers import ByteLevel, WhitespaceSplit
from transformers import CLIPTokenizer

from vocabulary import LABELS, PROMPTS

START, END = "<|startoftext|>", "<|endoftext|>"
WORD_END = "</w>"
MAX_TOKENS = 32


def build_tokenizer() -> CLIPTokenizer:
    """The tokenizer; the end of text has the highest id, where X-CLIP pools the sentence."""
    alphabet = sorted(ByteLevel.alphabet())
    merges = _learn_merges(prompt.format(label.sentence) for prompt in PROMPTS for label in LABELS)
    words = ["".join(pair) for pair in merges]
    tokens = [*alphabet, *(letter + WORD_END for letter in alphabet), *words, START, END]
    return CLIPTokenizer(
        vocab={token: index for index, token in enumerate(tokens)},
        merges=merges,
        model_max_length=MAX_TOKENS,
    )


def _learn_merges(sentences: Iterable[str]) -> list[tuple[str, str]]:
    """The merges that make one token of each word in `sentences`."""
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix=WORD_END))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.train_from_iterator(
        sentences, trainers.BpeTrainer(end_of_word_suffix=WORD_END, show_progress=False)
    )
    return [tuple(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]]
