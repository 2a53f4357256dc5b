/** Why a video's packets are not listed in this process; ffprobe is asked instead. Never shown to users. */
export class NotIndexed extends Error {}

/** More packets than a day of video has are left to ffprobe, which needs no memory for them. */
export const MOST_PACKETS = 1 << 22;
