/** Why a video's packets are not listed in this process; ffprobe is asked instead. Never shown to users. */
export class NotIndexed extends Error {}

/** 19 hours at 30 frames a second; ffprobe lists more at a steady pace, in a process that can be stopped. */
export const MOST_PACKETS = 1 << 21;
