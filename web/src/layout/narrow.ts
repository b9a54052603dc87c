// Rooms narrower than this, px, get a simple picture: few words, what changed first.
export const kNarrow = 340;
