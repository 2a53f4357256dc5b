export const TARGETS: string[];
