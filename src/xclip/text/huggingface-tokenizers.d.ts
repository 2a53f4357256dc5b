/** What we use of the library: its own declarations (0.2) import without extensions, which Node's resolution refuses. */
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    constructor(tokenizerJson: object, tokenizerConfig: object);
    encode(text: string): { ids: number[]; tokens: string[]; attention_mask: number[] };
    decode(ids: number[], options?: { skip_special_tokens?: boolean }): string;
    token_to_id(token: string): number | undefined;
  }
}
