/**
 * Sentences that say nothing of a clip's content: what a label must beat to count, under `--scores sigmoid`. They name
 * the medium, not a subject, so that whatever is seen, some label should fit better than these.
 */
export const NEUTRAL_SENTENCES: readonly string[] = [
  'a video',
  'a video clip',
  'something',
  'a scene',
  'footage of something',
  'an unclear recording',
  'a random moment of a film',
  'nothing in particular',
];
