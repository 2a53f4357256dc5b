/** The page as roff. */
export function manPage(of: { manifest: unknown; packageJson: unknown }): string;
