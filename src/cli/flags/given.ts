/** The flags that stand on the command line, by oclif's account of a parse. */
export function givenFlags(
  flags: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, { setFromDefault?: boolean } | undefined>>,
): Set<string> {
  return new Set(Object.keys(flags).filter((flag) => metadata[flag]?.setFromDefault !== true));
}
